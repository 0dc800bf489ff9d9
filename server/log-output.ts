import type { Writable } from 'node:stream';

/**
 * Where the log goes, which may end, fill up or stop being read at any time: a collector is restarted, a disk is full. The API
 * serves on. What couldn't be written is counted, and the first line that can be again is preceded by one that says how many.
 */

/** What may wait for a reader that is slow: some thousands of lines. Beyond that memory would grow until the process ends. */
const WAITING_MOST_BYTES = 1024 * 1024;

/** @returns writes a line and never throws */
export function steadyOutput(stream: Writable): (line: string) => void {
  let lost = 0;
  // Without anybody who listens it would end the process. The line itself is told as well, below.
  stream.on('error', () => {});
  const write = (line: string, lines: number): void => {
    if (stream.writableLength > WAITING_MOST_BYTES) {
      lost += lines;
      return;
    }
    stream.write(line, (error) => {
      if (error) lost += lines;
    });
  };
  return (line) => {
    const missing = lost;
    lost = 0;
    write(missing === 0 ? line : lostLine(missing) + line, missing + 1);
  };
}

/** On a line of its own, since of the last that was written only half may be there. */
function lostLine(lines: number): string {
  return `\n${JSON.stringify({ time: new Date().toISOString(), level: 'error', event: 'log-lines-lost', lines })}\n`;
}
