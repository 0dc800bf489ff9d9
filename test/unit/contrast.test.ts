import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Measures the contrast of the pairs that renderer/styles/tokens.css declares, in both of its themes. */

const css = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');

interface Pair {
  readonly least: number;
  readonly front: string;
  readonly back: string;
}

function tokensIn(part: string): ReadonlyMap<string, string> {
  return new Map([...part.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

function pairsIn(text: string): Pair[] {
  return [...text.matchAll(/pair (\d+): ([a-z -]+) \/ ([a-z -]+)$/gm)].flatMap((match) => {
    const names = (list: string | undefined): string[] => (list ?? '').trim().split(/\s+/);
    return names(match[2]).flatMap((front) => names(match[3]).map((back) => ({ least: Number(match[1]), front, back })));
  });
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

const [lightPart = '', darkPart = ''] = css.split('@media (prefers-color-scheme: dark)');
const THEMES = { light: tokensIn(lightPart), dark: tokensIn(darkPart) };
const PAIRS = pairsIn(css);

test('the measure agrees with WCAG on black, white and the grey that just passes', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeGreaterThan(4.5);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
});

test('both themes give a value to the same colour tokens', () => {
  expect([...THEMES.dark.keys()].sort()).toEqual([...THEMES.light.keys()].sort());
  expect(THEMES.light.size).toBeGreaterThan(15);
});

test('every colour token stands in a measured pair', () => {
  const measured = new Set(PAIRS.flatMap(({ front, back }) => [front, back]));
  expect([...THEMES.light.keys()].filter((token) => !measured.has(token))).toEqual([]);
});

test('text is measured at 7:1 or more, lines and icons at 3:1 or more', () => {
  const leastOf = (token: string): number => Math.min(...PAIRS.filter((pair) => pair.front === token).map((pair) => pair.least));
  for (const token of ['text', 'text-quiet', 'action', 'on-action', 'danger', 'on-danger', 'caution', 'success']) {
    expect(leastOf(token), token).toBeGreaterThanOrEqual(7);
  }
  expect(leastOf('line')).toBeGreaterThanOrEqual(3);
  expect(leastOf('focus-outer')).toBeGreaterThanOrEqual(3);
});

test.each(['light', 'dark'] as const)('every declared pair of the %s theme reaches its contrast', (theme) => {
  const tokens = THEMES[theme];
  const short = PAIRS.map(({ least, front, back }) => ({
    front,
    back,
    least,
    reached: contrast(tokens.get(front) ?? '', tokens.get(back) ?? ''),
  })).filter(({ reached, least }) => !(reached >= least));
  expect(short).toEqual([]);
});

test('the two colours of the focus ring stand out so far from each other that one of them shows on anything', () => {
  for (const tokens of Object.values(THEMES)) {
    const ring = contrast(tokens.get('focus-inner') ?? '', tokens.get('focus-outer') ?? '');
    // Whatever lies behind, it is at least the square root of this from one of the two.
    expect(Math.sqrt(ring)).toBeGreaterThanOrEqual(3);
  }
});
