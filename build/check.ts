/** `npm run check`: types, lint, format, import rules, unused code and dependencies, and that every known attack has its test. */
import { runChecks } from './check/checks.ts';
import { say } from './progress.mjs';

const results = await runChecks(({ name, ok, output, seconds }) =>
  say(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)${ok ? '' : `\n${output}\n`}`),
);
const failed = results.filter((result) => !result.ok).length;
say(failed === 0 ? 'Everything is in order.' : `${failed} of ${results.length} checks failed.`);
process.exit(failed === 0 ? 0 : 1);
