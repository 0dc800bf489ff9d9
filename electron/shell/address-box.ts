import { app, type BrowserWindow, dialog } from 'electron';
import type { Consent } from '../sign-in/ports.ts';
import type { ShellWords } from './words.ts';

/** The buttons, in their order. What a key that was meant for something else presses is the one that keeps things as they are. */
const KEEP = 0;

/**
 * Asks in a box of the operating system, which no script in the page can see, press or put words into. Both addresses are
 * named, as they would be spoken to: letters of another alphabet that look like ours come out as what they are.
 */
export function addressBox(window: BrowserWindow, words: () => ShellWords): Consent {
  let asking = false;
  return {
    async toAddress(from, to) {
      if (asking || window.isDestroyed()) return false;
      asking = true;
      const {
        addressTitle,
        addressFirstTitle,
        addressNow,
        addressNew,
        addressWarning,
        addressKeep,
        addressChange,
        addressConnect,
        cancel,
      } = words();
      const { response } = await dialog
        .showMessageBox(window, {
          type: 'warning',
          title: app.getName(),
          message: from === null ? addressFirstTitle : addressTitle,
          detail: [...(from === null ? [] : [`${addressNow}\n${from}`]), `${addressNew}\n${to}`, addressWarning].join('\n\n'),
          buttons: from === null ? [cancel, addressConnect] : [addressKeep, addressChange],
          defaultId: KEEP,
          cancelId: KEEP,
          noLink: true,
        })
        .finally(() => {
          asking = false;
        });
      return response !== KEEP;
    },
  };
}
