import { readManagedPreferences } from './managed-preferences.ts';
import type { PolicyRead } from './policy.ts';
import { LINUX_POLICY_FILE, readPolicyFile } from './policy-file.ts';
import { runProgram } from './run-program.ts';
import { readRegistry } from './windows-registry.ts';

/** What macOS knows the desktop by; the installer's own (build/dist/identity.ts), and a test keeps the two the same. */
export const BUNDLE_ID = 'example.vu.desktop';

export interface PolicySource {
  readonly platform: NodeJS.Platform;
  /** A file to read instead of the system's own place; never in a packaged build. */
  readonly policyFile: string | null;
  /** Windows only: where it is installed. */
  readonly systemRoot: string;
  /** macOS only: the short name of whoever is signed in to the computer. */
  readonly user: string;
}

/** Reads what IT has set, wherever this system keeps it. Never rejects. */
export async function readPolicy({ platform, policyFile, systemRoot, user }: PolicySource): Promise<PolicyRead> {
  if (policyFile !== null) return readPolicyFile(policyFile, platform);
  if (platform === 'win32') return readRegistry(runProgram, systemRoot);
  if (platform === 'darwin') return readManagedPreferences({ bundleId: BUNDLE_ID, user, run: runProgram });
  return readPolicyFile(LINUX_POLICY_FILE, platform);
}
