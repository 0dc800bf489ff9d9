import type { VuBridge } from '../shared/bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload; the only way out of this page. */
    readonly vu: VuBridge;
  }
}

/** The renderer's only way to main. Nothing else in the renderer names `window.vu`. */
export const bridge: VuBridge = window.vu;
