import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Only the person who saved it may read it. */
const OWNER_ONLY = 0o600;

/**
 * Writes a file that only its owner may read, in place of one that is there. It is written under another name first: a
 * file that is there keeps its own permissions when it is written over, and a full disk must not leave half of one.
 * Answers whether it was written. Never throws.
 */
export async function writePrivately(path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.new`);
  try {
    await writeFile(temporary, content, { mode: OWNER_ONLY, flag: 'wx' });
    await rename(temporary, path);
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}
