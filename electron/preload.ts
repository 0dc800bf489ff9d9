import { contextBridge, ipcRenderer } from 'electron';
import type { CHANNELS as Channels, View, VuBridge } from '../shared/bridge.ts';

/**
 * All that the page gets of the outside. Runs sandboxed, before the page, in a world of its own. The names are written
 * again because importing the value would bring the whole schema library in here; the type keeps them the same.
 */
const CHANNELS: typeof Channels = { view: 'vu:view', viewChanged: 'vu:view-changed', intent: 'vu:intent' };

const listeners = new Set<(view: View) => void>();
/** The newest view pushed so far, for a page that asks after it came. */
let newest: View | null = null;

ipcRenderer.on(CHANNELS.viewChanged, (_event, view: View) => {
  newest = view;
  for (const listener of listeners) listener(view);
});

// Asked for before the page's own code has loaded, so that its first rendering is already the right one.
const first: Promise<View> = ipcRenderer.invoke(CHANNELS.view);

const bridge: VuBridge = {
  view: async () => {
    const view = await first;
    return newest !== null && newest.seq > view.seq ? newest : view;
  },
  onView: (listener) => {
    // One of its own for each call, so that the same function given twice is stopped once for each.
    const own = (view: View): void => listener(view);
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  },
  send: (intent) => ipcRenderer.invoke(CHANNELS.intent, intent),
};

contextBridge.exposeInMainWorld('vu', Object.freeze(bridge));
