import { sql } from 'kysely';
import type { issueHelpDeskCode as operation } from '../../shared/control/operations.ts';
import type { AnswerOf, BodyOf } from '../../shared/operation.ts';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import { passReasonFault, visibleText } from '../../shared/sign-in/pass-reason.ts';
import { reasonFault } from '../audit/reason.ts';
import { from } from '../audit/trail.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { issueHelpDeskCode } from '../sign-in/help-desk-code.ts';
import { holdUser } from '../sign-in/lockout.ts';
import { liveSession } from '../sign-in/session.ts';

/**
 * A manager makes a code for somebody else, whom they have to name by their whole address: nobody is looked up by a part of it.
 * The reason is judged as that of a pass.
 * @throws Refusal `not-found`, `not-permitted` for one's own, `reason-refused`.
 */
export async function giveHelpDeskCode(
  services: Services,
  caller: SessionCaller,
  { email, purpose, reason: typed }: BodyOf<typeof operation>,
): Promise<AnswerOf<typeof operation>> {
  const now = services.clock.now();
  const reason = visibleText(typed);
  const fault = passReasonFault(reason) ?? reasonFault(reason);
  if (fault !== null) throw new Refusal('reason-refused', { reasonFault: fault });
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: 'control' } as const;
  const result = await services.database.transaction().execute(async (transaction) => {
    const person = await transaction
      .selectFrom('users')
      .select(['id', 'name', 'email'])
      .where(sql<string>`lower(email)`, '=', identifierKey(email))
      .executeTakeFirst();
    if (!person) return new Refusal('not-found');
    if (person.id === caller.userId) {
      const details = { purpose, because: 'own' } as const;
      await services.audit.append(transaction, { ...frame, kind: 'help-desk-code-not-issued', userId: person.id, details });
      return new Refusal('not-permitted');
    }
    const names = new Map<string, string>();
    // In one order for everybody, so that two who give each other one don't wait in a ring.
    for (const userId of [person.id, caller.userId].sort()) names.set(userId, (await holdUser(transaction, userId)).name);
    await liveSession(transaction, caller.sessionId, now);
    const issuer = { id: caller.userId, name: names.get(caller.userId) ?? '' };
    const { code, expiresAt } = await issueHelpDeskCode(services, transaction, { userId: person.id, purpose, issuer, reason }, frame, now);
    return { code, person: { name: person.name, email: person.email }, expiresAt: expiresAt.toISOString() };
  });
  if (result instanceof Refusal) throw result;
  return result;
}
