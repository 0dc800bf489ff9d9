import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { API_ERRORS } from '../../shared/errors.ts';
import { WRONG_PASSWORDS_IN_A_ROW } from '../../shared/sign-in/limits.ts';

const RENDERER = fileURLToPath(new URL('../../renderer', import.meta.url));
const WORDS = join(RENDERER, 'words');

type Words = string | ((...parameters: readonly unknown[]) => unknown) | { readonly [key: string]: Words };

/** The renderer has its own type-check (with the DOM), so its modules are loaded by address here. */
async function load(path: string): Promise<Record<string, Words>> {
  return (await import(/* @vite-ignore */ path)) as Record<string, Words>;
}

const AREAS = readdirSync(WORDS)
  .filter((file) => file.endsWith('.en.ts'))
  .map((file) => file.replace('.en.ts', ''));

async function catalogue(area: string, language: 'en' | 'cy'): Promise<Words> {
  const [words] = Object.values(await load(join(WORDS, `${area}.${language}.ts`)));
  if (words === undefined) throw new Error(`${area}.${language}.ts exports nothing`);
  return words;
}

const COUNTS = [0, 1, 2, 3, 6, 10];

/** What a function of the catalogue says to a count; or to the name of an application, if that is what it takes. */
function say(words: (...parameters: readonly unknown[]) => unknown, count: number): unknown {
  const said = flat(words(count, count, count));
  return [...said.values()].some((text) => text.includes('undefined'))
    ? words('control', 'control', 'control')
    : words(count, count, count);
}

/** Every word of a catalogue by its path. */
function flat(words: unknown, path = ''): Map<string, string> {
  if (typeof words === 'string') return new Map([[path, words]]);
  if (typeof words === 'function') {
    return new Map(COUNTS.flatMap((count) => [...flat(say(words as (...p: readonly unknown[]) => unknown, count), `${path}(${count})`)]));
  }
  if (typeof words === 'object' && words !== null) {
    return new Map(Object.entries(words).flatMap(([key, value]) => [...flat(value, path === '' ? key : `${path}.${key}`)]));
  }
  return new Map();
}

/** The shape alone. A function may leave a parameter unused in one language; that the rest fits is the type-check's. */
function shape(words: unknown): unknown {
  if (typeof words === 'function') return 'function';
  if (Array.isArray(words)) return words.map(shape);
  if (typeof words === 'object' && words !== null) {
    return Object.fromEntries(
      Object.entries(words)
        .map(([key, value]): [string, unknown] => [key, shape(value)])
        .sort(([a], [b]) => a.localeCompare(b)),
    );
  }
  return 'text';
}

/** Names that are the same in both languages: products, people's own names for languages, and addresses. */
const SAME_IN_BOTH =
  /^(Vu Desktop|English|Cymraeg|Customer Service Vu|Control|Forms Portal|Electron|Authy|Windows|macOS|Linux|(Microsoft|Google) Authenticator)$/;

describe.each(AREAS)('the words of %s', (area) => {
  test('are the same in number and shape in English and in Welsh', async () => {
    expect(shape(await catalogue(area, 'cy'))).toEqual(shape(await catalogue(area, 'en')));
  });

  test('are never empty, nor left with a stray "undefined" or "NaN"', async () => {
    for (const language of ['en', 'cy'] as const) {
      for (const [path, text] of flat(await catalogue(area, language))) {
        expect(text.trim(), `${language} ${path}`).not.toBe('');
        expect(text, `${language} ${path}`).not.toMatch(/undefined|NaN|\[object|#/);
      }
    }
  });

  test('have been put into Welsh, not copied', async () => {
    const english = flat(await catalogue(area, 'en'));
    const copied = [...flat(await catalogue(area, 'cy'))].filter(
      ([path, text]) => english.get(path) === text && /[A-Za-z]{3}/.test(text) && !SAME_IN_BOTH.test(text),
    );
    expect(copied).toEqual([]);
  });

  test('use typographic apostrophes and no exclamation marks', async () => {
    for (const language of ['en', 'cy'] as const) {
      for (const [path, text] of flat(await catalogue(area, language))) expect(text, path).not.toMatch(/[a-z]'[a-z]|!/);
    }
  });
});

test('every refusal of the API has its words', async () => {
  const problems = await catalogue('problems', 'en');
  expect(Object.keys(problems)).toEqual(expect.arrayContaining(Object.keys(API_ERRORS)));
});

interface ProblemText {
  readonly heading: string;
  readonly body: readonly string[];
}
type ProblemWords = Record<string, (facts: Record<string, unknown>) => ProblemText>;

test('a wrong code says how many tries are left, in the plural that fits', async () => {
  const en = (await catalogue('problems', 'en')) as unknown as ProblemWords;
  const cy = (await catalogue('problems', 'cy')) as unknown as ProblemWords;
  expect(en['code-wrong']?.({ attemptsLeft: 1 }).heading).toBe('That code is not right. You have 1 try left.');
  expect(en['code-wrong']?.({ attemptsLeft: 3 }).heading).toBe('That code is not right. You have 3 tries left.');
  expect([1, 2, 3, 4].map((attemptsLeft) => cy['code-wrong']?.({ attemptsLeft }).heading.split('. ')[1])).toEqual([
    'Mae gennych 1 cynnig ar ôl.',
    'Mae gennych 2 gynnig ar ôl.',
    'Mae gennych 3 chynnig ar ôl.',
    'Mae gennych 4 cynnig ar ôl.',
  ]);
});

test('a wrong password of somebody signed in says what to do, and how many end the session', async () => {
  for (const language of ['en', 'cy'] as const) {
    const problems = (await catalogue('problems', language)) as unknown as ProblemWords;
    const heading = problems['password-refused']?.({}).heading;
    expect(heading).toContain(language === 'en' ? 'try again' : 'rhowch gynnig arall arni');
    // As many as server/sign-in/own-password.ts counts.
    expect(heading).toContain(String(WRONG_PASSWORDS_IN_A_ROW));
  }
});

interface TrustWords {
  readonly trust: Record<'lead' | 'yes', (days: number, until: number | null) => string>;
}

test('trust is offered until a date and time where a time of day ends it, and for its days otherwise', async () => {
  const { trust: en } = (await catalogue('steps', 'en')) as unknown as TrustWords;
  const { trust: cy } = (await catalogue('steps', 'cy')) as unknown as TrustWords;
  // British Summer Time begins in between.
  const until = Date.parse('2026-03-29T09:15:00Z');
  // Two clocks are never quite the same; nor are they a minute apart.
  expect(en.yes(30, until - 1_600)).toBe(en.yes(30, until));
  expect([en.lead(30, until), en.yes(30, until)]).toEqual([
    'If you do, your password alone is enough here until 10:15 on 29 March 2026.',
    'Trust it until 10:15 on 29 March 2026',
  ]);
  expect([cy.lead(30, until), cy.yes(30, until)]).toEqual([
    'Os gwnewch, bydd eich cyfrinair yn unig yn ddigon yma tan 10:15 ar 29 Mawrth 2026.',
    'Ymddiried ynddo tan 10:15 ar 29 Mawrth 2026',
  ]);
  expect([en.yes(30, null), cy.yes(30, null)]).toEqual(['Trust it for 30 days', 'Ymddiried ynddo am 30 diwrnod']);
});

test('no two problems are told in the same words', async () => {
  for (const language of ['en', 'cy'] as const) {
    const problems = (await catalogue('problems', language)) as unknown as ProblemWords;
    const told = Object.values(problems).map((words) => words({}).heading);
    expect(new Set(told).size).toBe(told.length);
  }
});

test('an alert of a way to get codes says which, and on which computer; one from before names the computer as a computer', async () => {
  interface AlertText {
    readonly title: (detail: string | null, method: string | null) => string;
  }
  const titles = async (language: 'en' | 'cy', kind: string) => {
    const { alerts } = (await catalogue('shell', language)) as unknown as { alerts: { kinds: Record<string, AlertText> } };
    return ['authenticator', 'text-message', null].map((method) => alerts.kinds[kind]?.title('vm', method));
  };
  expect(await titles('en', 'factor-added')).toEqual([
    'An authenticator app was linked to your account, on the computer “vm”',
    'A phone number for your codes was added to your account, on the computer “vm”',
    'A way to get codes was added to your account, on the computer “vm”',
  ]);
  for (const kind of ['factor-added', 'factor-removed']) {
    const [app, text, unknown] = await titles('cy', kind);
    expect(app).toMatch(/ap dilysu .*, ar y cyfrifiadur “vm”$/);
    expect(text).toMatch(/rhif ffôn .*, ar y cyfrifiadur “vm”$/);
    expect(unknown).toMatch(/ffordd o gael codau .*, ar y cyfrifiadur “vm”$/);
  }
});

test('no problem says that something was typed, where nothing may have been', async () => {
  for (const [language, said] of [
    ['en', /what you typed is still here/i],
    ['cy', /a deipioch yn dal yma/i],
  ] as const) {
    for (const area of AREAS) for (const [path, text] of flat(await catalogue(area, language))) expect(text, path).not.toMatch(said);
  }
});

interface Formats {
  readonly dateOf: (at: number, language: 'en' | 'cy') => string;
  readonly timeOf: (at: number) => string;
  readonly sameDay: (a: number, b: number) => boolean;
  readonly clockOf: (milliseconds: number) => string;
  readonly plural: (language: 'en' | 'cy', count: number, forms: Record<string, string>) => string;
}
const formats = async (): Promise<Formats> => (await import(/* @vite-ignore */ join(WORDS, 'formats.ts'))) as Formats;

test('dates and times are those of London, also in summer time and over midnight', async () => {
  const { dateOf, timeOf, sameDay } = await formats();
  const spring = Date.parse('2026-03-27T09:05:00Z');
  const summerNight = Date.parse('2026-07-31T23:30:00Z');
  expect(dateOf(spring, 'en')).toBe('27 March 2026');
  expect(dateOf(spring, 'cy')).toBe('27 Mawrth 2026');
  expect(timeOf(spring)).toBe('09:05');
  expect(dateOf(summerNight, 'en')).toBe('1 August 2026');
  expect(dateOf(summerNight, 'cy')).toBe('1 Awst 2026');
  expect(timeOf(summerNight)).toBe('00:30');
  expect(sameDay(summerNight, Date.parse('2026-08-01T10:00:00Z'))).toBe(true);
  expect(sameDay(summerNight, Date.parse('2026-07-31T10:00:00Z'))).toBe(false);
});

test('a countdown shows 0:00 only when nothing is left', async () => {
  const { clockOf } = await formats();
  expect([600_000, 59_001, 1, 0, -5].map(clockOf)).toEqual(['10:00', '1:00', '0:01', '0:00', '0:00']);
});

test('Welsh has its six plural forms and English its two', async () => {
  const { plural } = await formats();
  const forms = { zero: 'z', one: 'o', two: 't', few: 'f', many: 'm', other: 'x' };
  expect([0, 1, 2, 3, 6, 4, 10].map((count) => plural('cy', count, forms))).toEqual(['z', 'o', 't', 'f', 'm', 'x', 'x']);
  expect([0, 1, 2].map((count) => plural('en', count, forms))).toEqual(['x', 'o', 'x']);
});

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Properties of our components and of HTML that people read or hear. */
const READ_BY_PEOPLE =
  /^(aria-label|aria-description|aria-roledescription|title|placeholder|alt|label|heading|legend|caption|summary|hint|error|lead|working|empty|ended|text|term|description)$/;

function isWords(text: unknown): text is string {
  return typeof text === 'string' && /\p{L}{2}/u.test(text);
}

/** Words written into a component: JSX text, a literal in braces, or a literal in a property that people read. */
function wordsInComponent(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown, said: boolean): void => {
    if (Array.isArray(node)) {
      for (const child of node) visit(child, said);
      return;
    }
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    const { type, ...rest } = node as Node;
    if (type === 'JSXText' && isWords(rest['value'])) found.push(String(rest['value']).trim());
    if (said && type === 'Literal' && isWords(rest['value'])) found.push(rest['value']);
    if (said && type === 'TemplateElement' && isWords((rest['value'] as { cooked: string }).cooked))
      found.push((rest['value'] as { cooked: string }).cooked);
    if (type === 'JSXAttribute') {
      const name = (rest['name'] as { name: unknown }).name;
      visit(rest['value'], typeof name === 'string' && READ_BY_PEOPLE.test(name));
      return;
    }
    if (type === 'JSXElement' || type === 'JSXFragment') {
      visit(rest['openingElement'], false);
      visit(rest['children'], true);
      return;
    }
    // Inside a value that people read, conditions and calls take names that they don't.
    if (type === 'CallExpression' || type === 'MemberExpression' || type === 'BinaryExpression') {
      for (const value of Object.values(rest)) visit(value, false);
      return;
    }
    if (type === 'ConditionalExpression') {
      visit(rest['test'], false);
      visit(rest['consequent'], said);
      visit(rest['alternate'], said);
      return;
    }
    const inherits = type === 'JSXExpressionContainer' || type === 'TemplateLiteral' || type === 'LogicalExpression';
    for (const value of Object.values(rest)) visit(value, said && inherits);
  };
  visit(parseSync(file, source).program, false);
  return found;
}

test('the search for words in components finds each way of writing them there', () => {
  const source = `
    export const A = () => <p title="Some words" className="not words">Text here {'In braces'} {on ? 'Yes it is' : \`No \${n} left\`}
      <Button kind="primary" label={busy && 'Please wait'}>{words.fine}</Button></p>;`;
  expect(wordsInComponent('a.tsx', source)).toEqual(['Some words', 'Text here', 'In braces', 'Yes it is', 'No ', ' left', 'Please wait']);
});

test('no component has words of its own: they all come from the catalogue', () => {
  const files = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) =>
    wordsInComponent(file, readFileSync(join(RENDERER, file), 'utf8')).map((words) => `${file}: ${words}`),
  );
  expect(found).toEqual([]);
});
