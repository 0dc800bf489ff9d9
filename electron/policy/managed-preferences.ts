import { posix } from 'node:path';
import { isRecord } from '../shell/record.ts';
import { type PolicyRead, parsePolicy, refused } from './policy.ts';
import { readTrustedFile, type TrustedFile } from './policy-file.ts';
import type { RunProgram } from './run-program.ts';

/**
 * What a configuration profile sets on macOS. Electron's `systemPreferences.getUserDefault` would answer what a person
 * wrote with `defaults write` as well, so what a profile forces is read where the system puts it: files that only root
 * can write, for the computer and for each of its users.
 */

/** macOS's own, for property lists of either form. */
const PLUTIL = '/usr/bin/plutil';

/** Where forced preferences are, strongest first: the computer's count before the person's, and as a whole. */
export function managedPreferencesFiles(bundleId: string, user: string): readonly string[] {
  const folder = '/Library/Managed Preferences';
  // A name that isn't a plain one could lead elsewhere.
  const own = /^[\w.-]+$/.test(user) && !/^\.+$/.test(user) ? [posix.join(folder, user, `${bundleId}.plist`)] : [];
  return [posix.join(folder, `${bundleId}.plist`), ...own];
}

/** A property list as JSON, from `plutil`. What MDM adds of its own about the profile isn't a setting. */
export function policyFromPlistJson(json: string): PolicyRead {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return refused('it is not a property list');
  }
  if (!isRecord(content)) return parsePolicy(content);
  const settings = Object.entries(content).filter(([name]) => !name.startsWith('Payload'));
  return settings.length === 0 ? { kind: 'absent' } : parsePolicy(Object.fromEntries(settings));
}

export interface ManagedPreferencesOptions {
  readonly bundleId: string;
  readonly user: string;
  readonly run: RunProgram;
  /** Given by tests, which have no Mac. */
  readonly readFile?: (path: string) => TrustedFile;
}

export async function readManagedPreferences(options: ManagedPreferencesOptions): Promise<PolicyRead> {
  const readFile = options.readFile ?? ((path) => readTrustedFile(path, 'darwin'));
  for (const path of managedPreferencesFiles(options.bundleId, options.user)) {
    const file = readFile(path);
    if (file.kind === 'refused') return file;
    if (file.kind === 'absent') continue;
    // It reads the file again, by its path: nobody but root can have put another one there since.
    const { code, output } = await options.run(PLUTIL, ['-convert', 'json', '-o', '-', '--', path], { folder: '/', variables: {} });
    if (code !== 0) return refused('it is not a property list');
    const read = policyFromPlistJson(output);
    if (read.kind !== 'absent') return read;
  }
  return { kind: 'absent' };
}
