import path from 'node:path';
import type { Page } from 'playwright/test';
import { noteStop, pictureOf, SCHEMES, tourFolder } from '../../build/tour/stops.ts';

/** Takes the pictures of one chapter. */
export function camera(chapter: string) {
  return async (window: Page, id: string, title: string): Promise<void> => {
    const stop = { id, chapter, title };
    for (const scheme of SCHEMES) {
      await window.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await window.screenshot({ path: path.join(tourFolder, pictureOf(stop, scheme)), animations: 'disabled', caret: 'initial' });
    }
    noteStop(stop);
  };
}
