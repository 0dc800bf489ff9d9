import { type BrowserWindow, ipcMain } from 'electron';
import type { IntentResult, CHANNELS as Names, View } from '../../shared/bridge.ts';
import type { Engine } from '../sign-in/engine.ts';
import type { Caller } from './caller.ts';
import type { ValidatedIpc } from './validated-ipc.ts';

/** Written again so that the contract's schemas aren't loaded before the first paint; the type keeps them the same. */
const CHANNELS: typeof Names = { view: 'vu:view', viewChanged: 'vu:view-changed', intent: 'vu:intent' };

/** What answers the page, once it is there. */
export interface PageAnswers {
  readonly ipc: ValidatedIpc;
  readonly engine: Engine;
}

/**
 * Joins the page and the engine: answers what the page asks, and pushes every new view to it. The page may ask before
 * the engine is there, and is answered then. Whether it may be answered at all is decided there too (validated-ipc.ts).
 */
export function connectPage({ webContents }: BrowserWindow, answers: Promise<PageAnswers>): void {
  ipcMain.handle(CHANNELS.view, async (event: Caller, ...args: unknown[]): Promise<View> => (await answers).ipc.view(event, ...args));
  ipcMain.handle(
    CHANNELS.intent,
    async (event: Caller, ...args: unknown[]): Promise<IntentResult> => (await answers).ipc.intent(event, ...args),
  );
  void answers.then(({ engine }) =>
    engine.onView((view) => {
      if (!webContents.isDestroyed()) webContents.send(CHANNELS.viewChanged, view);
    }),
  );
}
