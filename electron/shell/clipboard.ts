import { ClipboardItem, clipboard } from 'electron';
import type { Clipboard } from '../sign-in/ports.ts';
import { markedItems } from './clipboard-marks.ts';

/**
 * Writes it marked where Electron can write text and marks together. The compatibility runtime can't: there each write
 * replaces the other, so the text goes alone.
 */
async function write(text: string, platform: NodeJS.Platform): Promise<void> {
  if (typeof ClipboardItem === 'function') {
    try {
      await clipboard.write([new ClipboardItem(markedItems(text, platform))]);
      return;
    } catch {
      // A mark that the system doesn't take must not keep the person from their codes.
    }
  }
  await clipboard.writeText(text);
}

/** Copies for a while: what is secret is taken out again, unless the person has copied something else since. */
export function clearingClipboard(platform: NodeJS.Platform): Clipboard & { clear(): Promise<void> } {
  let copied: string | null = null;
  const clear = async (): Promise<void> => {
    const text = copied;
    copied = null;
    // Read at once in the compatibility runtime, later in the current one; awaiting does for both.
    if (text !== null && (await clipboard.readText()) === text) clipboard.clear();
  };
  return {
    copy(text, clearAfterMs) {
      copied = text;
      void write(text, platform);
      setTimeout(() => {
        if (copied === text) void clear();
      }, clearAfterMs);
    },
    clear,
  };
}
