import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../folders.mjs';
import { verificationFaults } from './document.ts';
import type { Page } from './row.ts';

/** The text of a file of the checkout; null when there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readFileSync(path.resolve(checkout, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

/** What `npm run check` has to say about a page; empty when all is well. */
export function checkPage(page: Page): string {
  return verificationFaults(page, readIfThere(page.file), readIfThere).join('\n');
}
