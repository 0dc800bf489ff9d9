import { type ParseArgsConfig, parseArgs } from 'node:util';
import { giveUp } from './progress.mjs';

/** What a command was given, by Node's own rules; a mistake in it ends the command with one line that says what there is. */
export function commandArguments<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    const options = Object.entries(config.options ?? {}).map(([name, { type }]) => (type === 'boolean' ? `--${name}` : `--${name} …`));
    // Node's first sentence names the mistake; what follows is about command lines in general.
    const [mistake = ''] = String(error instanceof Error ? error.message : error).split(/\.\s/, 1);
    giveUp(
      new Error(`${mistake.replace(/\.$/, '')}. ${options.length === 0 ? 'There are no options.' : `There are: ${options.join(', ')}.`}`),
    );
  }
}
