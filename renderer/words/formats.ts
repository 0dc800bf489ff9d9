import type { Language } from '../../shared/applications.ts';
import { once } from '../../shared/once.ts';

/**
 * Dates and times as people in a council read them: Europe/London, "27 March 2026", 24-hour clock. What formats them is
 * made on first use: it reads a megabyte of Chromium's language data, and the sign-in form has no date.
 */
const ZONE = 'Europe/London';

/** Chromium's data may not carry Welsh, so the month names are ours. Mutation does not apply after a day number. */
const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  cy: ['Ionawr', 'Chwefror', 'Mawrth', 'Ebrill', 'Mai', 'Mehefin', 'Gorffennaf', 'Awst', 'Medi', 'Hydref', 'Tachwedd', 'Rhagfyr'],
};

const parts = once(
  () =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: ZONE,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
);

function part(at: number, type: Intl.DateTimeFormatPartTypes): string {
  return (
    parts()
      .formatToParts(at)
      .find((p) => p.type === type)?.value ?? ''
  );
}

/** `27 March 2026`. `at` is milliseconds since the epoch. */
export function dateOf(at: number, language: Language): string {
  return `${Number(part(at, 'day'))} ${MONTHS[language][Number(part(at, 'month')) - 1] ?? ''} ${part(at, 'year')}`;
}

/** `14:05`, in London. `at` is milliseconds since the epoch. */
export function timeOf(at: number): string {
  return `${part(at, 'hour')}:${part(at, 'minute')}`;
}

/** True when both instants fall on the same day in London. */
export function sameDay(a: number, b: number): boolean {
  return (['day', 'month', 'year'] as const).every((type) => part(a, type) === part(b, type));
}

/** `9:41` of whole seconds left, rounded up so that it reaches 0:00 only when nothing is left. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const figures = once(() => new Intl.NumberFormat('en-GB'));
const money = once(() => new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' }));

/** `12,500`. English and Welsh group figures alike. */
export function wholeNumber(count: number): string {
  return figures().format(count);
}

/** `£2,760.00` of an amount in pence. */
export function poundsOf(pence: number): string {
  return money().format(pence / 100);
}

/** The plural forms that CLDR knows; `other` is the fallback. Welsh uses all six, English two. */
export type Forms = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const RULES: Readonly<Record<Language, () => Intl.PluralRules>> = {
  en: once(() => new Intl.PluralRules('en-GB')),
  cy: once(() => new Intl.PluralRules('cy')),
};

/** Picks the form for a count and puts the count where it says `#`. */
export function plural(language: Language, count: number, forms: Forms): string {
  return (forms[RULES[language]().select(count)] ?? forms.other).replaceAll('#', String(count));
}
