import { userInfo } from 'node:os';
import { readManagedPreferences } from './managed-preferences.ts';
import type { PolicyRead } from './policy.ts';
import { LINUX_POLICY_FILE, readPolicyFile } from './policy-file.ts';
import { runProgram } from './run-program.ts';
import { windowsFolder } from './windows-folder.ts';
import { readRegistry } from './windows-registry.ts';

/** What macOS knows the desktop by; the installer's own (build/dist/identity.ts), and a test keeps the two the same. */
export const BUNDLE_ID = 'example.vu.desktop';

export interface PolicySource {
  readonly platform: NodeJS.Platform;
  /** A file to read instead of the system's own place; never in a packaged build. */
  readonly policyFile: string | null;
}

/** The short name of whoever this process is, by the system's accounts; a variable may say another. Empty when it has none. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** Reads what IT has set, wherever this system keeps it. Never rejects. */
export async function readPolicy({ platform, policyFile }: PolicySource): Promise<PolicyRead> {
  if (policyFile !== null) return readPolicyFile(policyFile, platform);
  if (platform === 'win32') return readRegistry(runProgram, windowsFolder());
  if (platform === 'darwin') return readManagedPreferences({ bundleId: BUNDLE_ID, user: accountName(), run: runProgram });
  return readPolicyFile(LINUX_POLICY_FILE, platform);
}
