import * as z from 'zod';
import type { LogFields } from '../log.ts';

/** Frames of a stack that are worth a line in the log. */
const FRAMES = 4;

/**
 * What the log may say of an unexpected error: its class, its code, where it came from. Never its message: those of
 * the database quote what people sent, and those of schemas can too.
 */
export function describeFault(error: unknown): LogFields {
  if (error instanceof z.ZodError) {
    // Where it didn't fit, and how; not what stood there.
    return { error: 'ZodError', at: error.issues.map((issue) => `${issue.path.join('.')}:${issue.code}`).join(' ') };
  }
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null;
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null;
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    // From the program's own folder on: where it is installed is nobody's business.
    .map((line) =>
      line
        .trim()
        .replace(/^at /, '')
        .replace(/(?:file:\/\/)?[^\s(]*\/((?:server|shared|node_modules|test)\/)/, '$1'),
    );
  return { error: error.name, code, constraint, at: frames.join(' < ') };
}
