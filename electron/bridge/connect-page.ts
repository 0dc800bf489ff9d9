import { type BrowserWindow, ipcMain } from 'electron';
import { CHANNELS } from '../../shared/bridge.ts';
import type { Log } from '../shell/logs.ts';
import type { Engine } from '../sign-in/engine.ts';
import { rateLimit } from './rate-limit.ts';
import { validatedIpc } from './validated-ipc.ts';

/** Joins the page and the engine: answers what the page asks, and pushes every new view to it. */
export function connectPage(window: BrowserWindow, engine: Engine, log: Log): void {
  const { webContents } = window;
  const ipc = validatedIpc({
    trusted: new Set([webContents.id]),
    answering: engine,
    mayPass: rateLimit(() => Date.now()),
    log: (what, facts) => log('warning', what, facts),
  });
  ipcMain.handle(CHANNELS.view, (event, ...args) => ipc.view(event, ...args));
  ipcMain.handle(CHANNELS.intent, (event, ...args) => ipc.intent(event, ...args));
  const stop = engine.onView((view) => {
    if (!webContents.isDestroyed()) webContents.send(CHANNELS.viewChanged, view);
  });
  window.once('closed', stop);
}
