import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkout, outFolder } from '../folders.mjs';
import { table } from '../table.ts';

/** One figure. Without a target it is for information, and `ok` is true. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The most (`≤`) or least (`≥`) that is asked for. */
  readonly target: string | null;
  readonly ok: boolean;
}

const BYTES_PER_GIB = 1024 ** 3;

export const information = (name: string, value: number, unit: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  target: null,
  ok: true,
});
export const atMost = (name: string, value: number, unit: string, most: number): Figure => ({
  name,
  value: rounded(value),
  unit,
  target: `≤ ${most}`,
  ok: value <= most,
});
export const atLeast = (name: string, value: number, unit: string, least: number): Figure => ({
  name,
  value: rounded(value),
  unit,
  target: `≥ ${least}`,
  ok: value >= least,
});

/** Two decimals where they say something. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

/** Writes `out/bench/<name>.json` and prints the same as a table. Answers whether every target was met. */
export function reportBench(name: string, results: readonly Figure[]): boolean {
  const report = { machine: machine(), commit: commit(), results };
  const folder = path.join(outFolder, 'bench');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const rows = results.map((figure) => [
    figure.name,
    String(figure.value),
    figure.unit,
    figure.target ?? '',
    figure.target === null ? '' : figure.ok ? 'yes' : 'NO',
  ]);
  process.stdout.write(
    `\n${table(['Figure', 'Value', 'Unit', 'Target', 'Met'], rows)}\n\n${report.machine}, ${report.commit}\nWritten to ${path.relative(checkout, file)}\n`,
  );
  return results.every(({ ok }) => ok);
}

function machine(): string {
  const [cpu] = os.cpus();
  return `${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(os.totalmem() / BYTES_PER_GIB)} GiB, ${os.type()} ${os.release()}`;
}

function commit(): string {
  const git = (...args: string[]): string => spawnSync('git', args, { cwd: checkout, encoding: 'utf8' }).stdout.trim();
  return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`;
}
