import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../folders.mjs';
import { verificationFaults } from './document.ts';
import { SECTIONS } from './sections.ts';

export const VERIFICATION_DOCUMENT = path.join(checkout, 'docs', 'verification.md');

export function readIfThere(file: string): string | null {
  try {
    return readFileSync(path.resolve(checkout, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

/** What `npm run check` has to say about docs/verification.md; empty when all is well. */
export function checkVerification(): string {
  return verificationFaults(SECTIONS, readIfThere(VERIFICATION_DOCUMENT), readIfThere).join('\n');
}
