import { create } from 'qrcode';
import type { QrPath } from '../sign-in/ports.ts';

/**
 * A QR code as one path of an SVG in a square of `size` units, one unit a module, without its quiet zone. Runs of dark
 * modules in a row become one rectangle each. Level M (15 % recoverable) is what authenticator apps' own codes use.
 */
export function qrPath(text: string): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const parts: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (modules.get(row, column) === 0) continue;
      const start = column;
      while (column + 1 < size && modules.get(row, column + 1) !== 0) column += 1;
      parts.push(`M${start} ${row}h${column - start + 1}v1H${start}z`);
    }
  }
  return { size, path: parts.join('') };
}
