/**
 * What somebody types to name a person, a group, a computer or a service: read in one way wherever it is typed, on the page,
 * in main, on the server and at the operator's command line, so that no place knows somebody whom another doesn't.
 */

/** What takes no place on a page and comes along with what is copied: control and formatting characters, and what fonts leave blank. Breaks take one. */
const UNSEEN = /(?![\t-\r])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** What word processors and phones put in place of the keys ' and " and -. The accents look like the first of them. */
const APOSTROPHES = /[\u00b4\u02b9\u02bb-\u02bd\u02c8\u02ca\u2018-\u201b\u2032\u2035\ua78c\uff07]/gu;
const QUOTATION_MARKS = /[\u02ba\u201c-\u201f\u2033\u2036\uff02]/gu;
const DASHES = /[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/gu;

/** A text by what can be seen of it. */
export function withoutUnseen(text: string): string {
  return text.replace(UNSEEN, '');
}

/** An identifier as a keyboard types it: what is there can be seen, in its plainest characters, without spaces around it. */
export function readIdentifier(typed: string): string {
  const keys = typed.replace(APOSTROPHES, "'").replace(QUOTATION_MARKS, '"').replace(DASHES, '-');
  // Joined letters of a PDF, full-width letters of a keyboard for Japanese, no-break spaces.
  return withoutUnseen(keys.normalize('NFKC')).trim();
}

/** The same of an identifier however it was typed, capitals aside: what two are compared by, and what tries are counted under. */
export function identifierKey(typed: string): string {
  return readIdentifier(typed).toLowerCase();
}

/** What a name is shown between, and so can't have in it: it would seem to end there, and the rest to be ours. */
const ENCLOSING = /["\u00ab\u00bb\u201c-\u201f\u2039\u203a\u300c-\u300f\uff02]/gu;

/**
 * A name that one person's computer gives and others are shown, by what can be seen of it: it turns no line round, hides
 * nothing, and can't end the quotation marks that it is shown in.
 */
export function visibleName(name: string): string {
  return withoutUnseen(name).replace(ENCLOSING, '').replace(/\s+/gu, ' ').trim();
}
