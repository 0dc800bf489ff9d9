import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { crashFolder } from './crash-folder.ts';
import { writePrivately } from './private-file.ts';
import { type SupportFacts, supportArchive, supportEntries, supportFileName } from './support-bundle.ts';
import type { ShellWords } from './words.ts';

/** What a bundle is made from, but for the folders, which are always the same. */
export type SupportAbout = Pick<SupportFacts, 'about' | 'policies'>;

/**
 * Shows what a support file holds, asks where it is to go, and writes it there. It goes nowhere else: whoever saved it
 * sends it, or doesn't.
 */
export async function saveSupportFile(window: BrowserWindow, about: SupportAbout, words: ShellWords): Promise<void> {
  const now = new Date();
  const entries = supportEntries({ ...about, logs: app.getPath('logs'), crashes: crashFolder() });
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    title: words.support,
    message: words.supportTitle,
    detail: `${words.supportDetail}\n\n${entries.map(({ name }) => name).join('\n')}`,
    buttons: [words.supportChoose, words.cancel],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response !== 0 || window.isDestroyed()) return;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), supportFileName(now)),
    filters: [{ name: 'ZIP', extensions: ['zip'] }],
    properties: ['showOverwriteConfirmation'],
  });
  if (canceled || filePath === undefined || filePath === '') return;
  const written = await writePrivately(filePath, supportArchive(entries, now));
  if (window.isDestroyed()) return;
  await dialog.showMessageBox(window, {
    type: written ? 'info' : 'error',
    title: words.support,
    message: written ? words.supportSaved : words.supportNotSaved,
    detail: written ? filePath : words.supportNotSavedDetail,
    buttons: [words.close],
    noLink: true,
  });
}
