import { readHelpDeskCode } from '../../shared/sign-in/codes.ts';
import { from } from '../audit/trail.ts';
import type { ChallengeCaller } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import type { CodeAttempts } from './attempt.ts';
import { refuseMalformed } from './attempt.ts';
import type { Proved } from './attempt-outcome.ts';
import { useHelpDeskCode } from './help-desk-code.ts';

/**
 * Gives a challenge the code from the help desk that setting up a method takes there. A wrong one is a wrong code like any: of the
 * challenge, of the account, and of the code itself.
 */
export async function verifyHelpDeskCode(
  services: Services,
  attempts: CodeAttempts,
  caller: ChallengeCaller,
  typed: string,
): Promise<Proved> {
  if (readHelpDeskCode(typed) === null) return await refuseMalformed(services, caller, 'help-desk-code');
  return await attempts.attempt(caller, 'help-desk-code', {
    // It signs nobody in, so it is never simply right.
    accept: () => null,
    judge: async (transaction, { user_id: userId, application }, _use, now) => {
      const frame = { ...from(caller.origin), actor: { kind: 'person', userId }, application } as const;
      const verdict = await useHelpDeskCode(services, transaction, { userId, purpose: 'enrol' }, typed, frame, now);
      if (verdict === 'right') return { verdict, confirms: null };
      return { verdict: verdict === 'malformed' ? 'wrong' : verdict };
    },
  });
}
