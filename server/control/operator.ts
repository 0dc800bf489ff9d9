import { runOperator } from './run-operator.ts';

/** The operator's command line: `npm run operator -- COMMAND`. */
process.exitCode = await runOperator(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
