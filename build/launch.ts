import { lchownSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DesktopSession } from './desktop-session.ts';
import { dataFolder } from './folders.mjs';
import { nameOf, reachableFolder } from './reachable-folder.ts';
import { unprivilegedUser } from './unprivileged.mjs';

export interface Profile {
  /** For Electron's `--user-data-dir`. */
  readonly folder: string;
  /** Where the keychain of a session of our own goes with it, so that a computer that was trusted stays so. */
  readonly home: string;
}

/** Makes a profile folder ready for the user that Electron runs as. An empty profile gets an empty keychain. */
export function prepareProfile(asked: string): Profile {
  const folder = reachableFolder(asked);
  const home = path.join(dataFolder(), 'homes', nameOf(folder));
  if (readdirSync(folder).length === 0) rmSync(home, { recursive: true, force: true });
  if (unprivilegedUser !== null) giveContents(folder, unprivilegedUser);
  return { folder, home };
}

/** What root put into a profile, or a person before, becomes the unprivileged user's. */
function giveContents(folder: string, user: { readonly uid: number; readonly gid: number }): void {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) lchownSync(path.join(folder, entry), user.uid, user.gid);
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
