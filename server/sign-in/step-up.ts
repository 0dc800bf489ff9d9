import type { ApplicationId, Method } from '../../shared/applications.ts';
import { STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import type { AuthenticatorEnrolment, Challenge, Met } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { pendingEnrolment } from './authenticator.ts';
import type { StartedChallenge } from './challenge.ts';
import { startChallenge, viewChallenge } from './challenge.ts';
import { forbiddenFactors, liveChallenge, needsHelpDeskCode, usableMethods } from './challenge-state.ts';
import { readFactors } from './factors.ts';
import { minutesAfter } from './instants.ts';
import { holdUser, refuseWhileLocked } from './lockout.ts';
import { requireOwnPassword } from './own-password.ts';
import { isTwoFactorOn, mayOpen, methodsOfAny, readOrganisation, readPermissions, readPolicies } from './policy.ts';
import { liveSession, viewSession } from './session.ts';
import { replaceToken } from './session-token.ts';
import { acceptNumber, sendCode } from './text-message.ts';

type StartedStepUp =
  | { readonly outcome: 'password-needed' }
  | { readonly outcome: 'second-factor-needed'; readonly challengeToken: string; readonly challenge: Challenge };

/**
 * Starts a challenge within the session: by the policy of the application that is to be entered or that something is to be done in;
 * or, for the person's own account, by the strongest method that they have.
 */
export async function startStepUp(services: Services, caller: SessionCaller, wanted: ApplicationId | 'account'): Promise<StartedStepUp> {
  const now = services.clock.now();
  const started = await services.database.transaction().execute(async (transaction) => {
    const forAccount = wanted === 'account';
    if (!forAccount && !mayOpen(await readPermissions(transaction, caller.userId), wanted)) throw new Refusal('application-not-permitted');
    const { two_factor: twoFactor } = await readOrganisation(transaction);
    if (!twoFactor) return null;
    const user = await holdUser(transaction, caller.userId);
    refuseWhileLocked(user, now);
    const session = await liveSession(transaction, caller.sessionId, now);
    const application = forAccount ? session.application : wanted;
    const policy = (await readPolicies(transaction))[application];
    const factors = await readFactors(transaction, caller.userId);
    const { methods, enrols } = usableMethods({ ...factors, adds: null, for_account: forAccount, policy, enrolment: user.enrolment });
    // Within a session a factor is set up only on the strength of one just given, or given in the challenge itself: a
    // trusted computer, a recovery code and a team leader's word are no such thing.
    const steppedUp = caller.steppedUpFor.has('account');
    const provable = steppedUp || forbiddenFactors({ ...factors, policy }).length > 0;
    if (methods.length === 0 || (enrols && !provable)) throw new Refusal('second-factor-not-set-up');
    const proved = steppedUp && !forAccount ? 'step-up' : null;
    const challenge = { ...challengeOf(session, 'step-up', application, methods), forAccount, proved } as const;
    return await startChallenge(services, transaction, challenge, caller.origin, now);
  });
  if (!started) return { outcome: 'password-needed' };
  const challenge = await viewChallenge(services, services.database, started.id, now);
  return { outcome: 'second-factor-needed', challengeToken: started.token, challenge };
}

function challengeOf(
  session: Awaited<ReturnType<typeof liveSession>>,
  purpose: 'step-up' | 'add-factor',
  application: ApplicationId,
  methods: readonly Method[],
) {
  const { user_id: userId, id: sessionId, language } = session;
  const device = { id: session.device_id, name: session.device_name, platform: session.device_platform };
  return { purpose, userId, application, device, language, sessionId, adds: null, methods, forAccount: false, proved: null };
}

/** Only where two-factor is off: otherwise the password would do in place of a code. */
export async function stepUpWithPassword(services: Services, caller: SessionCaller, password: string): Promise<Met> {
  if ((await readOrganisation(services.database)).two_factor) throw new Refusal('method-not-allowed');
  await requireOwnPassword(services, caller, password, 'step-up');
  const now = services.clock.now();
  return await services.database.transaction().execute(async (transaction) => {
    // Asked again, since it may have been turned on while the password was being checked.
    if (await isTwoFactorOn(transaction)) throw new Refusal('method-not-allowed');
    const { application } = await liveSession(transaction, caller.sessionId, now);
    await transaction
      .updateTable('sessions')
      .set({ stepped_up_until: minutesAfter(now, STEP_UP_MINUTES), stepped_up_with: 'password' })
      .where('id', '=', caller.sessionId)
      .where('ended_at', 'is', null)
      .execute();
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'step-up-met',
      actor: { kind: 'person', userId: caller.userId },
      userId: caller.userId,
      application,
      details: { sessionId: caller.sessionId, method: 'password' },
    });
    const sessionToken = await replaceToken(transaction, caller.sessionId, 'step-up', now);
    return { outcome: 'met', sessionToken, session: await viewSession(transaction, caller.sessionId, now) };
  });
}

/** A challenge whose first code will add a factor, or replace the one that is there. */
async function startAdding(services: Services, caller: SessionCaller, method: Method, now: Date): Promise<StartedChallenge> {
  return await services.database.transaction().execute(async (transaction) => {
    const user = await holdUser(transaction, caller.userId);
    refuseWhileLocked(user, now);
    const session = await liveSession(transaction, caller.sessionId, now);
    const allowed = methodsOfAny(await readPolicies(transaction), await readPermissions(transaction, caller.userId));
    if (!allowed.includes(method)) throw new Refusal('method-not-allowed');
    const proved = caller.steppedUpFor.has('account') ? ('step-up' as const) : ('recovery-code' as const);
    const challenge = { ...challengeOf(session, 'add-factor', session.application, [method]), adds: method, proved };
    return await startChallenge(services, transaction, challenge, caller.origin, now);
  });
}

/** Sends the number its first code; or nothing yet, where a code from the help desk comes first. */
export async function addTextMessage(services: Services, caller: SessionCaller, typed: string) {
  const now = services.clock.now();
  const phoneNumber = await acceptNumber(services, typed);
  const { id, token } = await startAdding(services, caller, 'text-message', now);
  const state = await liveChallenge(services.database, id, now);
  const challenge = needsHelpDeskCode(state)
    ? await viewChallenge(services, services.database, id, now)
    : await sendCode(services, caller.origin, state, phoneNumber, now);
  return { challengeToken: token, challenge };
}

/** Answers what to link; nothing yet, where a code from the help desk comes first. */
export async function addAuthenticator(
  services: Services,
  caller: SessionCaller,
): Promise<{ challengeToken: string; challenge: Challenge; enrolment: AuthenticatorEnrolment | null }> {
  const now = services.clock.now();
  const { id, token } = await startAdding(services, caller, 'authenticator', now);
  const state = await liveChallenge(services.database, id, now);
  const enrolment = needsHelpDeskCode(state) ? null : await pendingEnrolment(services, state, caller.origin, now);
  return { challengeToken: token, challenge: await viewChallenge(services, services.database, id, now), enrolment };
}
