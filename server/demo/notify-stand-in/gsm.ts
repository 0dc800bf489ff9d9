/** What a text message can carry and how many messages it is charged as (Notify's rules, from GSM 03.38). */

const EXTENDED = new Set('^{}\\[~]|€');
const GSM = new Set([
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?',
  ...'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
  ...EXTENDED,
]);
const WELSH = new Set('àèìòùẁỳÀÈÌÒÙẀỲáéíóúẃýÁÉÍÓÚẂÝäëïöüẅÿÄËÏÖÜẄŸâêîôûŵŷÂÊÎÔÛŴŶ');
/** Welsh letters that Notify keeps, at the price of sending the whole message as UCS-2. */
const WELSH_OUTSIDE_GSM = new Set([...WELSH].filter((letter) => !GSM.has(letter)));

const ASCII_REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['\u2011', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u2212', '-'],
  ['\u2026', '...'],
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201a', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u180e', ''],
  ['\u200b', ''],
  ['\u200c', ''],
  ['\u200d', ''],
  ['\u2060', ''],
  ['\ufeff', ''],
  ['\u2028', ''],
  ['\u2029', ''],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\t', ' '],
  ['\u0141', 'L'],
  ['\u0142', 'l'],
]);

const isGsmOrWelsh = (character: string): boolean => GSM.has(character) || WELSH.has(character);
const isPrintableAscii = (character: string): boolean => character >= ' ' && character <= '~';

/** The message as it will be sent: curly quotes and dashes become plain, accents outside GSM and Welsh go, the rest is `?`. */
export function downgradeToSms(text: string): string {
  return downgrade(text, isGsmOrWelsh);
}

/** The same with printable ASCII as the target, which Notify uses on phone numbers. */
export function downgradeToAscii(text: string): string {
  return downgrade(text, isPrintableAscii);
}

function downgrade(text: string, allowed: (character: string) => boolean): string {
  return [...text].map((character) => (allowed(character) ? character : (replacement(character, allowed) ?? '?'))).join('');
}

function replacement(character: string, allowed: (character: string) => boolean): string | null {
  const decomposed = [...character.normalize('NFD')];
  if (decomposed.length === 1 && decomposed[0] === character) return ASCII_REPLACEMENTS.get(character) ?? null;
  // One accent at a time: a letter that loses its outer accent may already be one that can be sent.
  const base = decomposed.length > 1 ? decomposed.slice(0, -1).join('').normalize('NFC') : (decomposed[0] ?? '');
  const first = [...base][0];
  return first !== undefined && allowed(first) ? first : null;
}

/** Text messages that one message is charged as: 160 then 153 characters, or 70 then 67 with Welsh letters outside GSM. */
export function fragmentCount(text: string): number {
  const sent = downgradeToSms(text);
  if ([...text].some((character) => WELSH_OUTSIDE_GSM.has(character))) return sent.length <= 70 ? 1 : Math.ceil(sent.length / 67);
  const units = gsmLength(sent);
  return units <= 160 ? 1 : Math.ceil(units / 153);
}

/** Seven-bit characters that a message takes: the extended ones take two. */
export function gsmLength(text: string): number {
  return text.length + [...text].filter((character) => EXTENDED.has(character)).length;
}

/** True when every character travels as seven-bit GSM, so that one fragment holds 160. */
export function isGsm(text: string): boolean {
  return [...text].every((character) => GSM.has(character));
}
