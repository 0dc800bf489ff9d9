/**
 * `npm run tour [-- FILTER…]`: drives the real desktop through every screen and state, and writes a picture of each in
 * light and dark and an index page to out/tour.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { checkout, nodeModules } from './folders.mjs';
import { runUntilStopped } from './stopping.ts';
import { supervise } from './supervised.ts';
import { tourPage } from './tour/page.ts';
import { readStops, tourFolder } from './tour/stops.ts';

/** Playwright's own limit for putting away what it started. */
const GRACE_MS = 30_000;

await runUntilStopped(async (stopped) => {
  rmSync(tourFolder, { recursive: true, force: true });
  const config = path.join(checkout, 'test', 'tour', 'playwright.config.ts');
  const runner = supervise(
    process.execPath,
    [path.join(nodeModules, 'playwright', 'cli.js'), 'test', '--config', config, ...process.argv.slice(2)],
    {
      signals: ['SIGINT', 'SIGTERM'],
      graceMs: GRACE_MS,
      env: inheritedEnvironment(),
      cwd: checkout,
      stdout: 'inherit',
      stderr: 'inherit',
    },
  );
  stopped.addEventListener('abort', () => void runner.stop());
  const code = await runner.exited;
  const stops = readStops();
  if (stops.length === 0) return code || 1;
  const { version } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { version: string };
  const page = path.join(tourFolder, 'index.html');
  writeFileSync(page, tourPage(stops, version));
  process.stdout.write(`\n${stops.length} screens and states: ${path.relative(checkout, page)}\n`);
  return code;
});
