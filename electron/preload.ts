import { contextBridge, ipcRenderer } from 'electron';
import type { CHANNELS as Channels, View, VuBridge } from '../shared/bridge.ts';

/**
 * All that the page gets of the outside. Runs sandboxed, before the page, in a world of its own. The names are written
 * again because importing the value would bring the whole schema library in here; the type keeps them the same.
 */
const CHANNELS: typeof Channels = { view: 'vu:view', viewChanged: 'vu:view-changed', intent: 'vu:intent' };

const listeners = new Set<(view: View) => void>();

/** The newest that main has sent; the first comes while the page's script is still being read. */
let newest: View | null = null;

ipcRenderer.on(CHANNELS.viewChanged, (_event, view: View) => {
  newest = view;
  for (const listener of listeners) listener(view);
});

const bridge: VuBridge = {
  // Asked for by the page and not here: until the page is there, main sees a caller without an address, and refuses it.
  view: () => (newest === null ? ipcRenderer.invoke(CHANNELS.view) : Promise.resolve(newest)),
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
