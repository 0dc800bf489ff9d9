import type { ReasonFault } from '../errors.ts';
import { PASS_REASON_LEAST, PASS_REASON_WORDS } from './limits.ts';

/**
 * What a leader's reason for a pass must say: judged at the field, in the desktop and on the server by the same rule, and
 * by what can be seen, since that is what somebody reads in the audit trail later.
 */

/** A word has at least two letters; marks, apostrophes and hyphens belong to it. */
const WORD = /\p{L}[\p{M}'’-]*\p{L}[\p{L}\p{M}'’-]*/gu;
/** What takes no place on a page: formatting characters, and everything else that a font ignores or leaves blank. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A sentence as it will be seen: without what is invisible, which could also keep a number apart from the rules about
 * numbers; in its plainest characters; with single spaces. Line breaks stay, for the rule about them to find.
 */
export function visibleText(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .replace(/[^\S\r\n]+/gu, ' ')
    .trim();
}

/** What keeps a sentence, already made visible, from being a reason; null when it says enough. */
export function passReasonFault(text: string): Extract<ReasonFault, 'too-short' | 'one-word'> | null {
  const seen = [...text.replace(/\p{M}/gu, '')].length;
  if (seen < PASS_REASON_LEAST) return 'too-short';
  const words = new Set((text.match(WORD) ?? []).map((word) => word.toLowerCase()));
  return words.size < PASS_REASON_WORDS ? 'one-word' : null;
}
