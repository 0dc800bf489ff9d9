import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DesktopSession } from './desktop-session.ts';
import { dataFolder } from './folders.mjs';
import { say } from './progress.mjs';
import { readableByUnprivileged, unprivilegedUser } from './unprivileged.mjs';

const HASH_LENGTH = 12;

export interface Profile {
  /** For Electron's `--user-data-dir`. */
  readonly folder: string;
  /** Where the keychain of a session of our own goes with it, so that a computer that was trusted stays so. */
  readonly home: string;
}

/**
 * Makes a profile folder ready for the user that Electron runs as. An empty profile gets an empty keychain. One in a
 * place that this user can't enter is kept elsewhere instead, and that is said.
 */
export function prepareProfile(asked: string): Profile {
  const wanted = path.resolve(asked);
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, HASH_LENGTH);
  const home = path.join(dataFolder(), 'homes', name);
  let folder = wanted;
  mkdirSync(folder, { recursive: true });
  if (unprivilegedUser !== null && !readableByUnprivileged(path.dirname(wanted))) {
    folder = path.join(dataFolder(), 'profiles', name);
    say(`The desktop's unprivileged user can't reach ${wanted}. Its profile is in ${folder} instead.`);
    if (readdirSync(wanted).length === 0) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  if (readdirSync(folder).length === 0) rmSync(home, { recursive: true, force: true });
  if (unprivilegedUser !== null && statSync(folder).uid !== unprivilegedUser.uid) giveTo(folder, unprivilegedUser);
  return { folder, home };
}

/** A profile that root made, or that a person has used, becomes the unprivileged user's with all that is in it. */
function giveTo(folder: string, user: { readonly uid: number; readonly gid: number }): void {
  chownSync(folder, user.uid, user.gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, entry);
    if (existsSync(file)) chownSync(file, user.uid, user.gid);
  }
}

export interface DesktopArguments {
  /** The built application's folder. */
  readonly bundle: string;
  readonly profile: string;
  /** Null leaves the desktop to ask. */
  readonly api: string | null;
  readonly more?: readonly string[];
}

/** The desktop's command line, after the executable. */
export function desktopArguments(
  session: Pick<DesktopSession, 'switches'>,
  { bundle, profile, api, more = [] }: DesktopArguments,
): string[] {
  return [...session.switches, bundle, `--user-data-dir=${profile}`, ...(api === null ? [] : [`--api=${api}`]), ...more];
}
