import type { PasswordLine } from '../../server/sign-in/password-line.ts';
import { passwordLine } from '../../server/sign-in/password-line.ts';

/**
 * The line in which passwords wait, without what grows with wrong ones: for tests that guess by the hundred and aren't about
 * how long that takes. Turns are taken and places kept as in production.
 */
export function unhurriedLine(): PasswordLine {
  const line = passwordLine();
  return { inTurn: (whose, work) => line.inTurn(whose, () => work(() => {})), hold: async () => {} };
}
