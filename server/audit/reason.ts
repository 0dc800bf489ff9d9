import * as z from 'zod';
import type { ReasonFault } from '../../shared/errors.ts';
import {
  HELP_DESK_CODE_ALPHABET,
  HELP_DESK_CODE_GROUP,
  HELP_DESK_CODE_LENGTH,
  RECOVERY_CODE_LENGTH,
  TEXT_CODE_ALPHABET,
  TEXT_CODE_LENGTH,
} from '../../shared/sign-in/limits.ts';

/** The one sentence in the audit trail that people write, searched for what must never be kept there. */

/** Shortest and longest reason that the trail keeps. */
const REASON_LEAST = 3;
const REASON_MOST = 300;
/** Five digits or more of any script, however spaced: a phone number, a code or a card, none of which belongs in a reason. */
const LONG_NUMBER = /\p{Nd}(?:[\s().+-]*\p{Nd}){4,}/u;
/** An unbroken run with letters and digits that is long enough to be a token or a key. */
const TOKEN_LIKE = /(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{16,}|[A-Z2-7]{16,}/;
/** As long as a text-message or a recovery code and of its alphabet, also in the two groups that it is shown in. */
const CODE_LIKE = new RegExp(
  [TEXT_CODE_LENGTH / 2, RECOVERY_CODE_LENGTH / 2]
    .map((half) => `(?<!\\w)[${TEXT_CODE_ALPHABET}]{${half}}[\\s-]?[${TEXT_CODE_ALPHABET}]{${half}}(?!\\w)`)
    .join('|'),
  'gi',
);
/** As long as a code from the help desk and of its alphabet, also in the groups that it is shown in. */
const HELP_DESK_CODE_LIKE = new RegExp(
  `(?<!\\w)${Array.from({ length: HELP_DESK_CODE_LENGTH / HELP_DESK_CODE_GROUP }, () => `[${HELP_DESK_CODE_ALPHABET}]{${HELP_DESK_CODE_GROUP}}`).join('[\\s-]?')}(?!\\w)`,
  'gi',
);
/** Words have vowels, which codes haven't, and seldom digits, of which a code has at least one. */
const holdsCode = (text: string): boolean =>
  [...text.matchAll(CODE_LIKE), ...text.matchAll(HELP_DESK_CODE_LIKE)].some(([found]) => /\d/.test(found) && /[a-z]/i.test(found));

type KeptFault = Extract<ReasonFault, 'many-lines' | 'number' | 'code' | 'key'>;

/** What a reason holds that may not be kept; null when it holds none of it. */
export function reasonFault(text: string): KeptFault | null {
  if (/\p{Cc}/u.test(text)) return 'many-lines';
  if (LONG_NUMBER.test(text)) return 'number';
  if (holdsCode(text)) return 'code';
  return TOKEN_LIKE.test(text) ? 'key' : null;
}

const SAID: Readonly<Record<KeptFault, string>> = {
  'many-lines': 'must be one line',
  number: 'must not hold a phone number or code',
  code: 'must not hold a code',
  key: 'must not hold a key or token',
};

export const reasonSchema = z
  .string()
  .trim()
  .min(REASON_LEAST, `must have at least ${REASON_LEAST} characters`)
  .max(REASON_MOST, `must have at most ${REASON_MOST} characters`)
  .superRefine((text, context) => {
    const fault = reasonFault(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: SAID[fault] });
  });
