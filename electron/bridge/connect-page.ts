import { type BrowserWindow, ipcMain } from 'electron';
import type { IntentResult, CHANNELS as Names, View } from '../../shared/bridge.ts';
import { isBundleAddress } from '../shell/bundle-files.ts';
import type { Engine } from '../sign-in/engine.ts';
import { type Caller, isTrusted } from './caller.ts';
import type { ValidatedIpc } from './validated-ipc.ts';

/** Written again so that the contract's schemas aren't loaded before the first paint; the type keeps them the same. */
const CHANNELS: typeof Names = { view: 'vu:view', viewChanged: 'vu:view-changed', intent: 'vu:intent' };

/** What answers the page, once it is there. */
export interface PageAnswers {
  readonly ipc: ValidatedIpc;
  readonly engine: Engine;
}

/**
 * Joins the page and the engine: answers what the page asks, and pushes every new view to it, the first one as soon as
 * there is a page. The page may ask before the engine is there: its own page is shown the first view at once, and
 * everything else waits for the engine, where it is decided whether it may be answered at all (validated-ipc.ts).
 */
export function connectPage({ webContents }: BrowserWindow, firstView: View, answers: Promise<PageAnswers>): void {
  const trusted = new Set([webContents.id]);
  let loaded = false;
  let viewNow = (): View => firstView;
  const push = (view: View): void => {
    if (!webContents.isDestroyed()) webContents.send(CHANNELS.viewChanged, view);
  };
  webContents.on('did-navigate', (_event, address) => {
    if (isBundleAddress(address)) push(viewNow());
  });
  ipcMain.handle(CHANNELS.view, async (event: Caller, ...args: unknown[]): Promise<View> => {
    if (!loaded && args.length === 0 && isTrusted(event, trusted)) return firstView;
    return (await answers).ipc.view(event, ...args);
  });
  ipcMain.handle(
    CHANNELS.intent,
    async (event: Caller, ...args: unknown[]): Promise<IntentResult> => (await answers).ipc.intent(event, ...args),
  );
  void answers.then(({ engine }) => {
    loaded = true;
    viewNow = engine.view;
    engine.onView(push);
    // What has changed since the first view; a page that has seen this one already drops it.
    push(engine.view());
  });
}
