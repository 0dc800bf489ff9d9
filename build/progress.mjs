/** What set-up and the commands say to the person who started them. On the error stream: standard output is for results. */

/** @param {string} sentence */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Ends the command with a reason in plain words. What we throw ourselves is a plain Error with a sentence; anything else
 * is a fault, and whoever mends it needs to know where.
 * @param {unknown} error @returns {never}
 */
export function giveUp(error) {
  say(error instanceof Error ? (error.name === 'Error' ? error.message : (error.stack ?? error.message)) : String(error));
  process.exit(1);
}
