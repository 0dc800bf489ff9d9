import * as z from 'zod';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { EMAIL_MOST } from '../../shared/sign-in/limits.ts';

/**
 * What administrators write about people, groups and the organisation, judged before it is kept: others see it on
 * their screens and in terminals. The messages go on from what the text is called: "must be one line".
 */

/** Longest name of a person or a group, in characters as JavaScript counts them. */
export const NAME_MOST = 200;
/** Longest sentence about a group, or for the sign-in screen, beside whose form it fits. */
export const TEXT_MOST = 300;

const BREAKS = /[\n\r\u0085\p{Zl}\p{Zp}]/u;
/** What moves a terminal's cursor, turns the direction of writing, or can't be seen. The two joiners belong to how some languages are written. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2800]/u;

function oneLine(most: number) {
  return z
    .string()
    .trim()
    .max(most, `must have at most ${most} characters`)
    .refine((text) => !BREAKS.test(text), 'must be one line')
    .refine((text) => !UNSEEN.test(text), 'must not have characters that can’t be seen or that control a screen');
}

/** May be empty. */
export const sentenceSchema = oneLine(TEXT_MOST);
/** Any name in any script: somewhere in it there is a letter. */
export const nameSchema = oneLine(NAME_MOST).refine((text) => /\p{L}/u.test(text), 'must have at least one letter');
export const addressSchema = z
  .string()
  .overwrite(readIdentifier)
  .max(EMAIL_MOST, `must have at most ${EMAIL_MOST} characters`)
  // The form that HTML's own field for it takes, with a domain that has a dot.
  .regex(z.regexes.html5Email, 'must be an e-mail address, e.g. sam.lee@council.example')
  .regex(/@[^@]*[^.]\.[^.@]+$/, 'must be an e-mail address, e.g. sam.lee@council.example');

/** What is wrong with a text, in words that go on from what it is called; null when nothing is. */
export function textFault(schema: z.ZodType<string, string>, text: string): string | null {
  return schema.safeParse(text).error?.issues[0]?.message ?? null;
}
