/** How texts get to a terminal that programs have kept: names of computers come from anybody's desktop. */

/** A terminal obeys the first; the others make a line seem to say something else, or make two of it. */
const OBEYED = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const STANDS_FOR_ONE = '\ufffd';

/** Words for people. A character that a terminal would obey is shown as one that can't be read, so that it isn't missed either. */
export function forTerminal(text: string): string {
  return text.replace(OBEYED, STANDS_FOR_ONE);
}

/** The same within a line. */
export function forLine(text: string): string {
  return forTerminal(text).replaceAll('\n', STANDS_FOR_ONE);
}

/** JSON of one line that programs read as it was, and that a terminal shows without obeying it. */
export function jsonLine(data: unknown): string {
  return JSON.stringify(data).replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
