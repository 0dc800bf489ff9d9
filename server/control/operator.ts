import { runOperator } from './run-operator.ts';

/** The operator's command line: `npm run operator -- COMMAND`. */
process.exitCode = await runOperator(process.argv.slice(2), {
  readInput: async () => {
    let text = '';
    for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk;
    return text;
  },
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
