import { sql } from 'kysely';
import type { endPerson as operation } from '../../shared/control/operations.ts';
import type { AnswerOf, BodyOf } from '../../shared/operation.ts';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import { passReasonFault, visibleText } from '../../shared/sign-in/pass-reason.ts';
import { reasonFault } from '../audit/reason.ts';
import { from } from '../audit/trail.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { holdUser } from '../sign-in/lockout.ts';
import { endPerson } from '../sign-in/person-end.ts';
import { liveSession } from '../sign-in/session.ts';

/**
 * A manager ends everything of somebody, whom they name by their whole address. Their own is no exception: theirs may be the account
 * that somebody else is in. The reason is judged as that of a pass.
 * @throws Refusal `not-found`, `reason-refused`.
 */
export async function endAllOfPerson(
  services: Services,
  caller: SessionCaller,
  { email, reason: typed }: BodyOf<typeof operation>,
): Promise<AnswerOf<typeof operation>> {
  const now = services.clock.now();
  const reason = visibleText(typed);
  const fault = passReasonFault(reason) ?? reasonFault(reason);
  if (fault !== null) throw new Refusal('reason-refused', { reasonFault: fault });
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: 'control' } as const;
  return await services.database.transaction().execute(async (transaction) => {
    const person = await transaction
      .selectFrom('users')
      .select(['id', 'name', 'email'])
      .where(sql<string>`lower(email)`, '=', identifierKey(email))
      .executeTakeFirst();
    if (!person) throw new Refusal('not-found');
    const names = new Map<string, string>();
    // In one order for everybody, so that two who end each other don't wait in a ring.
    for (const userId of [person.id, caller.userId].sort()) names.set(userId, (await holdUser(transaction, userId)).name);
    await liveSession(transaction, caller.sessionId, now);
    const by = names.get(caller.userId) ?? null;
    const ended = await endPerson(services, transaction, person.id, { by, reason, frame, now });
    return { person: { name: person.name, email: person.email }, ...ended };
  });
}
