import { readFileSync } from 'node:fs';

/**
 * Files that people write by hand, as their editors save them: with a byte-order mark or without, as UTF-8 or as what
 * Windows calls Unicode (UTF-16), and with either kind of line end.
 */

/** A file that can't be used. The message says why, to follow what names the file; nothing of what is in it. */
export class TextFileRefused extends Error {
  override readonly name = 'TextFileRefused';
}

/** What the first bytes say of the rest (Unicode Standard, section 23.8). */
const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  // Before UTF-16, whose mark is the beginning of this one.
  ['utf-32', [0xff, 0xfe, 0x00, 0x00]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The text of such a file, without its mark and with line ends as Unix has them.
 * @throws TextFileRefused
 */
export function readTextFile(path: string): string {
  return textOf(readBytes(path)).replace(/\r\n?/g, '\n');
}

/** True for a file that begins with a byte-order mark. @throws TextFileRefused */
export function beginsWithMark(path: string): boolean {
  return markOf(readBytes(path)) !== undefined;
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new TextFileRefused('names a file that can’t be read');
  }
}

function markOf(bytes: Buffer): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
}

function textOf(bytes: Buffer): string {
  const encoding = markOf(bytes) ?? 'utf-8';
  try {
    // It leaves the mark out, and throws for what is no such text; UTF-32 it doesn't know.
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below: Node's own sentence names no file.
  }
  throw new TextFileRefused('names a file that isn’t UTF-8 text: save it as UTF-8');
}
