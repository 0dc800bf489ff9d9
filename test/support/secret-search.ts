import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { UsedSecret } from './used-secrets.ts';

/** A secret that was found where it must not be; never the secret itself, since a report is kept and passed around. */
export interface Found {
  readonly kind: UsedSecret['kind'];
  readonly file: string;
  readonly offset: number;
  readonly as: string;
}

interface Pattern {
  readonly kind: UsedSecret['kind'];
  readonly as: string;
  readonly bytes: Buffer;
  /** Short runs of digits are everywhere, so one counts only where it stands alone. */
  readonly alone: boolean;
}

/** Bytes that patterns are filed under; every pattern has at least as many. */
const PREFIX_BYTES = 4;
/** Nothing shorter could be told from chance, and nothing that is used is shorter. */
const SECRET_CHARACTERS_LEAST = 6;

/** Base64 has three forms, by where in a group of three bytes the text begins; what depends on its neighbours is cut off. */
function base64Forms(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = Math.floor(((bytes.length + shift) * 8) / 6);
    return Buffer.from(text.slice(Math.ceil((shift * 8) / 6), whole));
  });
}

function spellings({ kind, value }: UsedSecret): string[] {
  if (kind === 'phone number') {
    const digits = value.replace(/\D/g, '').replace(/^44/, '0');
    return [value, digits, digits.replace(/^0/, '+44')];
  }
  if (kind === 'code' || kind === 'authenticator secret') {
    const plain = value.replace(/[\s-]/g, '');
    return [value, plain, plain.toUpperCase(), plain.toLowerCase()];
  }
  return [value];
}

function patternsOf(secret: UsedSecret): Pattern[] {
  const { kind } = secret;
  const texts = [...new Set(spellings(secret))].filter((text) => text.length >= SECRET_CHARACTERS_LEAST);
  return texts.flatMap((text) => {
    const bytes = Buffer.from(text);
    const pattern = (as: string, form: Buffer): Pattern => ({ kind, as, bytes: form, alone: as === 'text' && /^\d+$/.test(text) });
    return [
      pattern('text', bytes),
      pattern('UTF-16', Buffer.from(text, 'utf16le')),
      pattern('hex', Buffer.from(bytes.toString('hex'))),
      ...base64Forms(bytes).map((form) => pattern('base64', form)),
      ...(kind.endsWith('token') ? [pattern('bytes', Buffer.from(text, 'base64url'))] : []),
    ];
  });
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /[\w-]/.test(String.fromCharCode(byte));
}

/** A search for all secrets at once: one look at each byte, however many there are. */
export function secretSearch(secrets: readonly UsedSecret[]): (content: Buffer, file: string) => Found[] {
  const byPrefix = new Map<number, Pattern[]>();
  for (const pattern of secrets.flatMap(patternsOf)) {
    const prefix = pattern.bytes.readUInt32LE(0);
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), pattern]);
  }
  // Most prefixes can be told from two bytes not to be any pattern's.
  const begins = new Uint8Array(2 ** 16);
  for (const prefix of byPrefix.keys()) begins[prefix & 0xffff] = 1;

  return (content, file) => {
    const found: Found[] = [];
    for (let offset = 0; offset + PREFIX_BYTES <= content.length; offset += 1) {
      const first = (content[offset] ?? 0) | ((content[offset + 1] ?? 0) << 8);
      if (begins[first] === 0) continue;
      for (const { kind, as, bytes, alone } of byPrefix.get(content.readUInt32LE(offset)) ?? []) {
        const end = offset + bytes.length;
        if (!content.subarray(offset, end).equals(bytes)) continue;
        if (alone && (isWord(content[offset - 1]) || isWord(content[end]))) continue;
        found.push({ kind, as, file, offset });
      }
    }
    return found;
  };
}

/** Every file in a folder and below it, by its path. Sockets and links are none. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

export function searchFiles(files: readonly string[], search: ReturnType<typeof secretSearch>): Found[] {
  return files.flatMap((file) => [...search(readFileSync(file), file), ...search(Buffer.from(file), `the name of ${file}`)]);
}
