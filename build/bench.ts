/** `npm run bench -- NAME [option…]`: measures, writes out/bench/NAME.json and prints the figures. Fails when a target isn't met. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Figure, reportBench } from './bench/report.ts';
import { checkout } from './folders.mjs';
import { runUntilStopped } from './stopping.ts';

/** What a file in test/bench exports. `stopped` says to give up early. */
export type Bench = (args: readonly string[], stopped: AbortSignal) => Promise<readonly Figure[]>;

const folder = path.join(checkout, 'test', 'bench');

await runUntilStopped(async (stopped) => {
  const [name, ...args] = process.argv.slice(2);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.bench.ts'))
    .map((file) => file.slice(0, -'.bench.ts'.length));
  if (name === undefined || !names.includes(name)) throw new Error(`Say which: npm run bench -- ${names.join(' | ')}`);
  const { default: bench } = (await import(path.join(folder, `${name}.bench.ts`))) as { default: Bench };
  const figures = await bench(args, stopped);
  if (stopped.aborted) return 1;
  return reportBench(name, figures) ? 0 : 1;
});
