import type { Readable } from 'node:stream';

/** The first whole line of a program's output that is wanted; null when it ends without one. */
export function firstLine(stream: Readable, wanted: (line: string) => boolean = () => true): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end).trim();
        text = text.slice(end + 1);
        if (wanted(line)) resolve(line);
      }
    });
    stream.on('close', () => resolve(null));
  });
}
