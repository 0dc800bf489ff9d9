import { isBundleAddress } from '../shell/bundle-files.ts';

/** What is known of whoever sent a message; the parts of Electron's event that count. */
export interface Caller {
  readonly sender: { readonly id: number };
  /** Null once the frame is gone. Reading it can throw for the same reason. */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/**
 * True for the app's own page in its own window, and for nothing else. A frame within the page has the page's origin,
 * so it must be the top one; an empty or `about:` address is nobody's.
 */
export function isTrusted(caller: Caller, trusted: ReadonlySet<number>): boolean {
  try {
    const frame = caller.senderFrame;
    return frame !== null && frame.parent === null && isBundleAddress(frame.url) && trusted.has(caller.sender.id);
  } catch {
    return false;
  }
}
