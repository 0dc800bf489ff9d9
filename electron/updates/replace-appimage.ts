import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';

/** Whoever may run the program may read it. */
const PROGRAM_MODE = 0o755;

/**
 * Puts a new AppImage where the old one is, in one step: a disk that is full or a folder that can't be written leaves the
 * old one as it was. (electron-updater's own way removes the old one first.) Throws when it can't be done.
 */
export function replaceAppImage(installed: string, update: string): void {
  const beside = `${installed}.new`;
  try {
    copyFileSync(update, beside);
    chmodSync(beside, PROGRAM_MODE);
    renameSync(beside, installed);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
