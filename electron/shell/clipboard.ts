import { clipboard } from 'electron';
import type { Clipboard } from '../sign-in/ports.ts';

/** Copies for a while: what is secret is taken out again, unless the person has copied something else since. */
export function clearingClipboard(): Clipboard & { clear(): Promise<void> } {
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
      clipboard.writeText(text);
      setTimeout(() => {
        if (copied === text) void clear();
      }, clearAfterMs);
    },
    clear,
  };
}
