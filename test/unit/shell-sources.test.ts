import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Whatever has the system open something: Electron's `shell`, by its name or in a call. */
const WAYS_OUT = /(?<![-/])\bshell\.\w+|\bopen(?:External|Path|Item)\b|import[^;]*\bshell\b[^;]*from 'electron'/g;
const THE_WAY = /^shell\/safe-shell\.ts: (?:shell\.openPath|import \{ shell \} from 'electron')$/;

test('one file alone has the system open things, and they are folders', () => {
  const folder = join(import.meta.dirname, '../../electron');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = sources.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(WAYS_OUT)].map(([way]) => `${name.replaceAll('\\', '/')}: ${way}`),
  );
  expect(sources.length).toBeGreaterThan(40);
  expect(found.filter((each) => !THE_WAY.test(each))).toEqual([]);
  expect(found).toHaveLength(2);
});
