import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from './folders.mjs';
import { say } from './progress.mjs';
import { makePrivateFolder, readableByUnprivileged } from './unprivileged.mjs';

const HASH_LENGTH = 12;
const MARKER = 'kept-elsewhere.txt';

/** A name for a folder that is as short as its path is long. */
export function nameOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, HASH_LENGTH);
}

/**
 * Makes the folder that was asked for, private to the user that will use it. Where that user can't get there, it is
 * kept elsewhere, which is said, and noted in the folder: emptying that one begins anew, as it would anyway.
 */
export function reachableFolder(asked: string): string {
  const wanted = path.resolve(asked);
  mkdirSync(wanted, { recursive: true });
  if (readableByUnprivileged(path.dirname(wanted))) {
    makePrivateFolder(wanted);
    return wanted;
  }
  const folder = path.join(dataFolder(), 'elsewhere', nameOf(wanted));
  if (readdirSync(wanted).length === 0) rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  makePrivateFolder(folder);
  writeFileSync(path.join(wanted, MARKER), `${folder}\n`);
  say(`The unprivileged user can't get to ${wanted}: what it keeps is in ${folder}.`);
  return folder;
}
