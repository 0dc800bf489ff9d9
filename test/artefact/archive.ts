import { readFileSync } from 'node:fs';

/** One file in an ASAR archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly size: number;
  /** SHA-256 that the archive's header gives for it, in hexadecimal. */
  readonly hash: string | null;
  /** Null for one that is kept beside the archive. */
  readonly content: Buffer | null;
}

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly offset?: string;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}

/** Sizes that Chromium's Pickle puts before the header's text: of the number, of the header, of its payload, of its text. */
const PICKLE = 16;
const TEXT_LENGTH_AT = 12;
const HEADER_SIZE_AT = 4;
const DATA_AFTER_HEADER = 8;

/** Every file of an archive, read without the library that wrote it. */
export function readArchive(file: string): ArchivedFile[] {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', PICKLE, PICKLE + bytes.readUInt32LE(TEXT_LENGTH_AT))) as Entry;
  const data = DATA_AFTER_HEADER + bytes.readUInt32LE(HEADER_SIZE_AT);
  const found: ArchivedFile[] = [];
  const walk = (entry: Entry, path: string): void => {
    for (const [name, inner] of Object.entries(entry.files ?? {})) walk(inner, path === '' ? name : `${path}/${name}`);
    if (entry.size === undefined) return;
    const start = data + Number(entry.offset);
    const content = entry.unpacked === true ? null : bytes.subarray(start, start + entry.size);
    found.push({ path, size: entry.size, hash: entry.integrity?.hash ?? null, content });
  };
  walk(header, '');
  return found;
}
