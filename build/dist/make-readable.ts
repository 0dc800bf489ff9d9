import { execFileSync } from 'node:child_process';

/** Gives all below a folder to everybody to read, and to run where it can be run: whatever the umask of who builds it. */
export function makeReadable(folder: string): void {
  if (process.platform !== 'win32') execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
}
