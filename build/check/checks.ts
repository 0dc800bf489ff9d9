import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inheritedEnvironment } from '../environment.mjs';
import { checkout, nodeModules } from '../folders.mjs';
import { checkPolicyFiles } from '../policy/files.ts';
import { checkPage } from '../verification/check.ts';
import { PAGES } from '../verification/pages.ts';
import { importViolations, type Manifest, type Violation } from './import-rules.ts';
import { weakRandomness } from './randomness.ts';

const require = createRequire(import.meta.url);
export const biome = require.resolve('@biomejs/biome/bin/biome');
// These packages let only their modules be resolved, not their programs.
const tsc = path.join(nodeModules, 'typescript', 'bin', 'tsc');
const knip = path.join(nodeModules, 'knip', 'bin', 'knip.js');

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** What there is to mend; empty when all is well. */
  readonly output: string;
  readonly seconds: number;
}

/** The parts of `npm run check`, each reported when it is done. They run at the same time. */
export function runChecks(report: (result: CheckResult) => void = () => {}): Promise<CheckResult[]> {
  const checks: [string, () => Promise<string>][] = [
    ['types', () => program(tsc, ['-p', '.'])],
    ['types of shared, which has neither Node nor the DOM', () => program(tsc, ['-p', 'shared'])],
    ['types of the renderer', () => program(tsc, ['-p', 'renderer'])],
    ['types of the desktop tests, which run code in the page too', () => program(tsc, ['-p', 'test/desktop'])],
    ['lint and format', () => program(biome, ['check', '--error-on-warnings', '--colors=off'])],
    ['import rules', importRules],
    ['randomness', randomness],
    ...PAGES.map((page): [string, () => Promise<string>] => [page.name, async () => checkPage(page)]),
    ['templates and reference page of what IT can set', async () => checkPolicyFiles()],
    ['unused files, exports and dependencies', () => program(knip, ['--no-progress', '--treat-config-hints-as-errors'])],
  ];
  return Promise.all(
    checks.map(async ([name, run]) => {
      const start = performance.now();
      const output = await run().catch((error: unknown) => String(error));
      const result = { name, ok: output === '', output, seconds: (performance.now() - start) / 1000 };
      report(result);
      return result;
    }),
  );
}

/** What a tool says when it isn't content; empty when it is. */
async function program(file: string, args: readonly string[]): Promise<string> {
  const { code, output } = await run(process.execPath, [file, ...args]);
  return code === 0 ? '' : output.trim() || `${path.basename(file)} ended with ${code}`;
}

async function importRules(): Promise<string> {
  const manifest = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as Manifest;
  return inWords(importViolations(await sources(), manifest));
}

async function randomness(): Promise<string> {
  return inWords(weakRandomness(await sources()));
}

const inWords = (violations: readonly Violation[]): string => violations.map(({ rule, at, why }) => `${at} [${rule}] ${why}`).join('\n');

/** What is in the checkout as code, by path from its root. */
async function sources(): Promise<Map<string, string>> {
  const listed = await run('git', [
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    '--',
    '*.ts',
    '*.tsx',
    '*.js',
    '*.mjs',
  ]);
  if (listed.code !== 0) throw new Error(listed.output);
  const files = new Map<string, string>();
  for (const file of listed.output.trim().split('\n')) {
    try {
      files.set(file, readFileSync(path.join(checkout, file), 'utf8'));
    } catch {
      // Deleted, but not yet committed as such.
    }
  }
  return files;
}

function run(file: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: checkout,
      env: { ...inheritedEnvironment(), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
