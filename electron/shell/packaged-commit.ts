import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const manifestSchema = z.object({ commit: z.string().regex(/^[0-9a-f]{40}(\+changes)?$/) });

/** Ten digits name a commit for people. */
const SHOWN = 10;

/**
 * The commit that an artefact was built from, as its build wrote it into the application's package.json, short enough to be
 * read out. `+changes` follows where the checkout wasn't exactly that commit. Null for one that runs from a checkout.
 */
export function packagedCommit(application: string): string | null {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(application, 'package.json'), 'utf8'));
  } catch {
    return null;
  }
  const manifest = manifestSchema.safeParse(content);
  if (!manifest.success) return null;
  const [commit = '', changes] = manifest.data.commit.split('+');
  return commit.slice(0, SHOWN) + (changes === undefined ? '' : `+${changes}`);
}
