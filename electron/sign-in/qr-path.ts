import { create } from 'qrcode/lib/core/qrcode.js';
import type { QrPath } from './ports.ts';

/**
 * A QR code's dark modules as one SVG path, a rectangle for each run of them in a row, in units of a module.
 * Level M mends 15 % of the code: enough for glare on a screen, without making the picture denser than phones like.
 */
export function qrPath(text: string): QrPath {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!data[row * size + column]) continue;
      const start = column;
      while (column + 1 < size && data[row * size + column + 1]) column += 1;
      path += `M${start} ${row}h${column + 1 - start}v1H${start}z`;
    }
  }
  return { size, path };
}
