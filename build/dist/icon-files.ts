/** The two kinds of file that hold an icon in several sizes. Both can hold PNGs as they are. */

export interface SizedPng {
  /** Width and height in pixels. */
  readonly size: number;
  readonly png: Buffer;
}

/** Microsoft's ICONDIR and ICONDIRENTRY, in bytes. */
const ICO_HEADER = 6;
const ICO_ENTRY = 16;
const ICO_TYPE_ICON = 1;
const ICO_BITS_PER_PIXEL = 32;
/** A byte holds the size, and 0 stands for the largest. */
const ICO_LARGEST = 256;

/** A Windows .ico with these pictures. */
export function icoFile(pictures: readonly SizedPng[]): Buffer {
  const header = Buffer.alloc(ICO_HEADER + ICO_ENTRY * pictures.length);
  header.writeUInt16LE(ICO_TYPE_ICON, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [at, { size, png }] of pictures.entries()) {
    if (size > ICO_LARGEST) throw new Error(`An .ico has no room for ${size} pixels.`);
    const entry = ICO_HEADER + at * ICO_ENTRY;
    header.writeUInt8(size % ICO_LARGEST, entry);
    header.writeUInt8(size % ICO_LARGEST, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(ICO_BITS_PER_PIXEL, entry + 6);
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's types of icon that hold a PNG, by pixels: where a size serves both densities, both types. */
const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};
/** A type of four letters and a length of four bytes, which counts itself. */
const ICNS_HEADER = 8;

/** A macOS .icns with these pictures. */
export function icnsFile(pictures: readonly SizedPng[]): Buffer {
  const blocks = pictures.flatMap(({ size, png }) => {
    const types = ICNS_TYPES[size];
    if (types === undefined) throw new Error(`An .icns has no type for ${size} pixels.`);
    return types.map((type) => icnsBlock(type, png));
  });
  return icnsBlock('icns', Buffer.concat(blocks));
}

function icnsBlock(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(ICNS_HEADER);
  header.write(type, 'ascii');
  header.writeUInt32BE(ICNS_HEADER + content.length, 4);
  return Buffer.concat([header, content]);
}
