import { runOperator } from './run-operator.ts';

/** The operator's command line: `npm run operator -- COMMAND`. */

/** Whoever read it has seen enough, as `head` does. What the command did is done, and there is nobody to tell. */
const READER_GONE = 'EPIPE';
/** As for wrong settings: the surroundings are at fault. */
const CANNOT_SAY = 3;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === READER_GONE) return;
  process.exitCode = CANNOT_SAY;
  process.stderr.write(`operator: what it had to say could not be written (${error.code}); what it did is done\n`);
});
process.stderr.on('error', () => {});

const code = await runOperator(process.argv.slice(2), {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
process.exitCode ||= code;
