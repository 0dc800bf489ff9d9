import type { Readable } from 'node:stream';

/** The first whole line that a program prints; null when it ends without one. */
export function firstLine(stream: Readable): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end).trim());
    });
    stream.on('close', () => resolve(null));
  });
}
