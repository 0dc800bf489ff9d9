import { parseEnv } from 'node:util';
import { readTextFile, TextFileRefused } from './text-file.ts';

/** `NAME=value`, the value without quotes around it. */
const PLAIN_LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*([^'"`\s].*)$/gm;

/**
 * The settings of a file of `NAME=value` lines.
 * @throws TextFileRefused, also for a value that would silently be cut at a # in it
 */
export function readEnvironmentFile(path: string): Readonly<Record<string, string | undefined>> {
  const text = readTextFile(path);
  for (const [, name, value = ''] of text.matchAll(PLAIN_LINE)) {
    // After a space it is meant as a comment.
    if (/\S#/.test(value.split(/\s#/)[0] ?? '')) {
      throw new TextFileRefused(`has a # in the value of ${name}, which begins a comment there: put the value in quotes`);
    }
  }
  return parseEnv(text);
}
