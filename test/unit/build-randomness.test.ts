import { expect, test } from 'vitest';
import { weakRandomness } from '../../build/check/randomness.ts';

const found = (file: string, source: string): string[] => weakRandomness(new Map([[file, source]])).map(({ at }) => at);

test.each([
  'const at = Math.floor(Math.random() * 6);',
  "const at = Math['random']();",
  'const at = Math?.random();',
  'const { random } = Math;',
  'const draw = Math[name];',
  'const at = globalThis.Math.random();',
  "const at = globalThis['Math'].random();",
  'const { Math: other } = globalThis;',
  'draw(Math);',
])('Math.random may not be reached in what is shipped: %s', (source) => {
  for (const folder of ['shared/sign-in', 'renderer', 'electron/bridge', 'server/sign-in'])
    expect(found(`${folder}/a.ts`, `\n${source}`)).toEqual([`${folder}/a.ts:2`]);
});

test('what else there is in Math is free, and so are tests and what is only written about', () => {
  expect(found('server/a.ts', "import { randomInt } from 'node:crypto';\nconst at = Math.floor(Math.max(randomInt(6), Math.PI));")).toEqual(
    [],
  );
  expect(found('server/a.ts', "// Not Math.random.\nconst words = 'Math.random';")).toEqual([]);
  for (const file of ['test/support/a.ts', 'build/a.ts', 'vite.config.ts']) expect(found(file, 'Math.random();')).toEqual([]);
});
