/**
 * Messages of D-Bus, as far as a listener needs them: calls with words as arguments, and whatever comes back. By hand,
 * since what there is for it in packages is not kept well enough to hand it the session's lock.
 * https://dbus.freedesktop.org/doc/dbus-specification.html, "Marshaling" and "Message Protocol"
 */

export const MESSAGE = { call: 1, answer: 2, error: 3, signal: 4 } as const;
type MessageKind = (typeof MESSAGE)[keyof typeof MESSAGE];

export interface Message {
  readonly kind: MessageKind;
  readonly serial: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  /** What an error is called; each has a name. */
  readonly errorName?: string;
  readonly destination?: string;
  readonly sender?: string;
  /** The serial of the call that this answers. */
  readonly answers?: number;
  readonly body: readonly unknown[];
}

/** The numbers of the header's fields, and the types of their values. */
const FIELDS = {
  path: [1, 'o'],
  interface: [2, 's'],
  member: [3, 's'],
  errorName: [4, 's'],
  answers: [5, 'u'],
  destination: [6, 's'],
  sender: [7, 's'],
} as const;
const SIGNATURE = 8;
type FieldName = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

const LITTLE = 'l'.charCodeAt(0);
const BIG = 'B'.charCodeAt(0);
const VERSION = 1;
/** Up to the length of the header's fields, which follow. */
const FIXED = 16;
const STRUCT = 8;
/** Far more than any signal that is listened to; the protocol's own limit is 128 MiB. */
export const MESSAGE_MOST = 1024 * 1024;
/** Nesting that no message of ours has, and the protocol's own limit. */
const DEPTH_MOST = 32;

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

class Writer {
  private readonly bytes: number[] = [];

  align(to: number): void {
    while (this.bytes.length % to !== 0) this.bytes.push(0);
  }
  byte(value: number): void {
    this.bytes.push(value);
  }
  uint32(value: number): void {
    this.align(4);
    for (const shift of [0, 8, 16, 24]) this.bytes.push((value >>> shift) & 0xff);
  }
  text(value: string): void {
    const encoded = Buffer.from(value, 'utf8');
    this.uint32(encoded.length);
    this.bytes.push(...encoded, 0);
  }
  signature(value: string): void {
    this.bytes.push(value.length, ...Buffer.from(value, 'latin1'), 0);
  }
  /** Puts something whole behind what is there; its own alignment must fit. */
  whole(other: Buffer): void {
    this.bytes.push(...other);
  }
  buffer(): Buffer {
    return Buffer.from(this.bytes);
  }
}

/** What is sent: `body` must be words, or bytes that are of the type `signature` already. */
export type Sent = Omit<Message, 'body' | 'sender'> & {
  readonly body: readonly string[] | { readonly signature: string; readonly bytes: Buffer };
};

export function encode({ kind, serial, body, ...fields }: Sent): Buffer {
  const words = new Writer();
  if ('bytes' in body) words.whole(body.bytes);
  else for (const word of body) words.text(word);
  const content = words.buffer();
  const signature = 'bytes' in body ? body.signature : 's'.repeat(body.length);

  const header = new Writer();
  for (const value of [LITTLE, kind, 0, VERSION]) header.byte(value);
  header.uint32(content.length);
  header.uint32(serial);
  const list = new Writer();
  for (const name of FIELD_NAMES) {
    const value = name === 'sender' ? undefined : fields[name];
    if (value === undefined) continue;
    const [code, type] = FIELDS[name];
    // The list begins at a multiple of eight in the message, as it does here.
    list.align(STRUCT);
    list.byte(code);
    list.signature(type);
    if (typeof value === 'number') list.uint32(value);
    else list.text(value);
  }
  if (signature !== '') {
    list.align(STRUCT);
    list.byte(SIGNATURE);
    list.signature('g');
    list.signature(signature);
  }
  const listed = list.buffer();
  header.uint32(listed.length);
  header.whole(listed);
  header.align(STRUCT);
  header.whole(content);
  return header.buffer();
}

/** How a value of each type begins. */
const ALIGNMENT: Readonly<Record<string, number>> = {
  y: 1,
  g: 1,
  v: 1,
  n: 2,
  q: 2,
  b: 4,
  i: 4,
  u: 4,
  h: 4,
  s: 4,
  o: 4,
  a: 4,
  x: 8,
  t: 8,
  d: 8,
  '(': 8,
  '{': 8,
};

/** The whole type that begins at `at`: one letter, an array with what it is of, or all within brackets. */
function wholeType(signature: string, at: number): string {
  const letter = signature[at];
  if (letter === undefined) throw new Error('A type is cut off');
  if (letter === 'a') return `a${wholeType(signature, at + 1)}`;
  if (letter !== '(' && letter !== '{') return letter;
  let depth = 0;
  for (let end = at; end < signature.length; end += 1) {
    if (signature[end] === '(' || signature[end] === '{') depth += 1;
    if (signature[end] === ')' || signature[end] === '}') depth -= 1;
    if (depth === 0) return signature.slice(at, end + 1);
  }
  throw new Error('A bracket is open');
}

function typesOf(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const type = wholeType(signature, at);
    types.push(type);
    at += type.length;
  }
  return types;
}

class Reader {
  private at: number;
  private readonly bytes: Buffer;
  private readonly little: boolean;

  constructor(bytes: Buffer, little: boolean, at: number) {
    this.bytes = bytes;
    this.little = little;
    this.at = at;
  }

  position(): number {
    return this.at;
  }
  private take(length: number): Buffer {
    const { at } = this;
    if (length < 0 || at + length > this.bytes.length) throw new Error('A message is cut off');
    this.at += length;
    return this.bytes.subarray(at, at + length);
  }
  private number(length: 2 | 4): number {
    const bytes = this.take(length);
    return this.little ? bytes.readUIntLE(0, length) : bytes.readUIntBE(0, length);
  }
  private terminated(length: number): string {
    const text = this.take(length).toString('utf8');
    this.take(1);
    return text;
  }

  read(type: string, depth = 0): unknown {
    if (depth > DEPTH_MOST) throw new Error('A message is nested too deeply');
    const [letter = ''] = type;
    const alignment = ALIGNMENT[letter];
    if (alignment === undefined) throw new Error('A type is unknown');
    this.take(aligned(this.at, alignment) - this.at);
    switch (letter) {
      case 'y':
        return this.take(1)[0];
      case 'n':
      case 'q':
        return this.number(2);
      case 'b':
        return this.number(4) === 1;
      case 'i':
      case 'u':
      case 'h':
        return this.number(4);
      case 'x':
      case 't':
      case 'd':
        // Passed over: nothing that is listened to has one that counts.
        return void this.take(8);
      case 's':
      case 'o':
        return this.terminated(this.number(4));
      case 'g':
        return this.terminated(this.take(1)[0] ?? 0);
      case 'v': {
        const [only, ...more] = typesOf(String(this.read('g')));
        if (only === undefined || more.length > 0) throw new Error('A variant is of one type');
        return this.read(only, depth + 1);
      }
      case 'a':
        return this.list(type.slice(1), depth);
      default:
        return typesOf(type.slice(1, -1)).map((each) => this.read(each, depth + 1));
    }
  }

  private list(type: string, depth: number): unknown[] {
    const length = this.number(4);
    this.take(aligned(this.at, ALIGNMENT[type[0] ?? ''] ?? 1) - this.at);
    const end = this.at + length;
    if (end > this.bytes.length) throw new Error('A list is cut off');
    const found: unknown[] = [];
    while (this.at < end) found.push(this.read(type, depth + 1));
    return found;
  }
}

/** How many bytes the message has that begins here; null when too little is there to say. Throws for what is none. */
function lengthOf(bytes: Buffer): { readonly little: boolean; readonly fields: number; readonly body: number } | null {
  if (bytes.length < FIXED) return null;
  const little = bytes[0] === LITTLE;
  if ((!little && bytes[0] !== BIG) || bytes[3] !== VERSION) throw new Error('Not a message');
  const number = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const sizes = { little, body: number(4), fields: number(12) };
  if (sizes.body + sizes.fields > MESSAGE_MOST) throw new Error('A message is too long');
  return sizes;
}

/** The message at the beginning of what has come, and how long it is; null until it is whole. Throws for what is none. */
export function decode(bytes: Buffer): { readonly message: Message; readonly length: number } | null {
  const sizes = lengthOf(bytes);
  if (sizes === null) return null;
  const { little, fields, body } = sizes;
  const begin = aligned(FIXED + fields, STRUCT);
  const length = begin + body;
  if (bytes.length < length) return null;
  const whole = bytes.subarray(0, length);
  const listed = new Reader(whole, little, FIXED - 4).read('a(yv)') as [number, unknown][];
  const field = new Map(listed);
  const named = FIELD_NAMES.flatMap((name) => (field.has(FIELDS[name][0]) ? [[name, field.get(FIELDS[name][0])] as const] : []));
  const signature = field.get(SIGNATURE);
  // What is aligned to eight is so from the message's beginning and from the body's alike.
  const content = new Reader(whole, little, begin);
  return {
    length,
    message: {
      ...Object.fromEntries(named),
      kind: whole[1] as MessageKind,
      serial: little ? whole.readUInt32LE(8) : whole.readUInt32BE(8),
      body: typeof signature === 'string' ? typesOf(signature).map((type) => content.read(type)) : [],
    },
  };
}
