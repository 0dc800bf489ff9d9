/** `npm run format`: mends what `npm run check` would say about layout and the order of imports. */
import { spawnSync } from 'node:child_process';
import { biome } from './check/checks.ts';
import { checkout } from './folders.mjs';

process.exit(
  spawnSync(process.execPath, [biome, 'check', '--write', ...process.argv.slice(2)], { cwd: checkout, stdio: 'inherit' }).status ?? 1,
);
