import { realpathSync } from 'node:fs';
import { win32 } from 'node:path';

/**
 * Where Windows is, by the kernel's own name for it: a link that it makes when it starts and that nobody's environment
 * reaches. `%SystemRoot%` is a variable like any other, and who sets it would choose the program that reads IT's policy.
 */
const KERNELS_NAME = '\\\\?\\GLOBALROOT\\SystemRoot';
/** Where it is on all but a few computers. */
const USUAL = 'C:\\Windows';

/** A folder on a drive, as it is written in full. */
const ON_A_DRIVE = /^[a-z]:\\[^<>:"|?*\n]+$/i;

/** Windows' own folder. `realPath` is the system's word for where a name leads. */
export function windowsFolder(realPath: (name: string) => string = realpathSync.native): string {
  try {
    const folder = realPath(KERNELS_NAME);
    return ON_A_DRIVE.test(folder) ? win32.normalize(folder) : USUAL;
  } catch {
    // Then it is where it is on almost every computer; where it isn't there either, there is no policy that can be trusted.
    return USUAL;
  }
}
