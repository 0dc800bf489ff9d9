import { shell } from 'electron';

/**
 * The only way out to another program. Opens folders of the app's own, by a path that main made; never an address,
 * since no screen of this desktop has a link to the outside. A test keeps `shell.` out of every other file.
 */
export async function openFolder(path: string): Promise<boolean> {
  return (await shell.openPath(path)) === '';
}
