import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { Files } from '../sign-in/ports.ts';
import { writePrivately } from './private-file.ts';

/** Files that the person saves, at a place of their own choosing and nowhere else. */
export function savedFiles(window: BrowserWindow): Files {
  return {
    async choose(suggestedName) {
      if (window.isDestroyed()) return null;
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('documents'), suggestedName),
        filters: [{ name: 'TXT', extensions: ['txt'] }],
        // What it holds is nobody else's business, the list of recent files' included.
        properties: ['dontAddToRecent', 'showOverwriteConfirmation'],
      });
      return canceled || filePath === '' ? null : filePath;
    },
    write: writePrivately,
  };
}
