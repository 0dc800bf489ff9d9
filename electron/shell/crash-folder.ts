import { join } from 'node:path';
import { app } from 'electron';

/** Where reports of crashes are kept: with the rest of the person's profile. */
export function crashFolder(): string {
  return join(app.getPath('userData'), 'crashes');
}
