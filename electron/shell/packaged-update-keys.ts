import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** One in use, and one to change to. */
const KEYS_MOST = 4;
const KEY_MOST = 64;

const manifestSchema = z.object({ updateKeys: z.array(z.string().max(KEY_MOST)).max(KEYS_MOST) });

/** Whose updates an artefact takes, as its build wrote it into the application's package.json; none where it wrote none. */
export function packagedUpdateKeys(application: string): readonly string[] {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(application, 'package.json'), 'utf8'))).updateKeys;
  } catch {
    return [];
  }
}
