import * as operations from '../../shared/sign-in/operations.ts';
import * as recovery from '../../shared/sign-in/recovery-operations.ts';
import { from } from '../audit/trail.ts';
import { gathering } from '../gathering.ts';
import type { ChallengeCaller, Implementation } from '../http/implementation.ts';
import { implement } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import { readAbout } from './about.ts';
import { dismissAlert } from './alerts.ts';
import { codeAttempts } from './attempt.ts';
import { enrolAuthenticator, verifyAuthenticator } from './authenticator.ts';
import { viewChallenge } from './challenge.ts';
import { verifyHelpDeskCode } from './enrolment-code.ts';
import { changePassword, readMySecurity, removeAllTrustedDevices, removeFactor, removeTrustedDevice } from './my-security.ts';
import { endOtherSessions, endOwnSession } from './own-sessions.ts';
import { askPasswordCode, chooseNewPassword, giveCode } from './password-recovery.ts';
import { confirmRecoveryCodes, makeRecoveryCodes, verifyRecoveryCode } from './recovery-code.ts';
import { enterApplication, lockSession, signOut, trustThisComputer, unlockSession } from './session-operations.ts';
import { signIn } from './sign-in.ts';
import { addAuthenticator, addTextMessage, startStepUp, stepUpWithPassword } from './step-up.ts';
import { enrolPhoneNumber, refreshDelivery, sendTextMessage, verifyTextMessage } from './text-message.ts';

const NOTHING = {};

/** Every operation of shared/sign-in/operations.ts, made real. */
export function signInImplementations(services: Services): Implementation[] {
  const { database, clock } = services;
  const attempts = codeAttempts(services);
  // However many ask, there is one look at a time: reading what anybody may know needs no allowance that somebody could use up.
  const about = gathering(
    async (asked: readonly unknown[]) => {
      const found = await readAbout(services);
      return asked.map(() => found);
    },
    { most: Number.POSITIVE_INFINITY, rounds: 1 },
  );
  return [
    implement(operations.about, 'public', about),
    implement(operations.signInWithPassword, 'public', ({ body }, caller) => signIn(services, caller, body)),

    implement(operations.readChallenge, 'challenge', async (_, caller) => {
      await refreshDelivery(services, caller.challengeId);
      return await viewChallenge(services, database, caller.challengeId, clock.now());
    }),
    implement(operations.cancelChallenge, 'challenge', async (_, caller) => {
      await cancelChallenge(services, caller);
      return NOTHING;
    }),
    implement(operations.enrolPhoneNumber, 'challenge', ({ body }, caller) => enrolPhoneNumber(services, caller, body.phoneNumber)),
    implement(operations.sendTextMessage, 'challenge', (_, caller) => sendTextMessage(services, caller)),
    implement(operations.verifyTextMessage, 'challenge', ({ body }, caller) => verifyTextMessage(services, attempts, caller, body.code)),
    implement(operations.enrolAuthenticator, 'challenge', (_, caller) => enrolAuthenticator(services, caller)),
    implement(operations.verifyAuthenticator, 'challenge', ({ body }, caller) =>
      verifyAuthenticator(services, attempts, caller, body.code),
    ),
    implement(operations.verifyRecoveryCode, 'challenge', ({ body }, caller) => verifyRecoveryCode(services, attempts, caller, body.code)),
    implement(operations.verifyHelpDeskCode, 'challenge', ({ body }, caller) => verifyHelpDeskCode(services, attempts, caller, body.code)),

    implement(recovery.askForPasswordCode, 'public', ({ body }, caller) => askPasswordCode(services, caller, body)),
    implement(recovery.givePasswordCode, 'public', ({ body }, caller) => giveCode(services, caller, body)),
    implement(recovery.chooseNewPassword, 'challenge', ({ body }, caller) => chooseNewPassword(services, caller, body.newPassword)),

    implement(operations.readSession, 'session', (_, caller) => caller.view()),
    implement(operations.enterApplication, 'session', ({ params }, caller) => enterApplication(services, caller, params.application)),
    implement(operations.lockSession, 'session', async (_, caller) => {
      await lockSession(services, caller);
      return NOTHING;
    }),
    implement(operations.unlockSession, 'session', ({ body }, caller) => unlockSession(services, caller, body.password)),
    implement(operations.signOut, 'session', async (_, caller) => {
      await signOut(services, caller);
      return NOTHING;
    }),
    implement(operations.startStepUp, 'session', ({ body }, caller) => startStepUp(services, caller, body.application)),
    implement(operations.stepUpWithPassword, 'session', ({ body }, caller) => stepUpWithPassword(services, caller, body.password)),
    implement(operations.trustThisComputer, 'session', ({ body }, caller) => trustThisComputer(services, caller, body)),
    implement(operations.dismissAlert, 'session', async ({ params }, caller) => {
      await dismissAlert(services, caller, params.id);
      return NOTHING;
    }),

    implement(operations.readMySecurity, 'session', (_, caller) => readMySecurity(services, caller)),
    implement(operations.changePassword, 'session', ({ body }, caller) =>
      changePassword(services, caller, body.currentPassword, body.newPassword),
    ),
    implement(operations.addTextMessage, 'session', ({ body }, caller) => addTextMessage(services, caller, body.phoneNumber)),
    implement(operations.addAuthenticator, 'session', (_, caller) => addAuthenticator(services, caller)),
    implement(operations.removeFactor, 'session', ({ params }, caller) => removeFactor(services, caller, params.method)),
    implement(operations.removeTrustedDevice, 'session', ({ params }, caller) => removeTrustedDevice(services, caller, params.id)),
    implement(operations.removeAllTrustedDevices, 'session', (_, caller) => removeAllTrustedDevices(services, caller)),
    implement(operations.endOtherSession, 'session', async ({ params }, caller) => {
      await endOwnSession(services, caller, params.id);
      return await readMySecurity(services, caller);
    }),
    implement(operations.endOtherSessions, 'session', async (_, caller) => {
      await endOtherSessions(services, caller);
      return await readMySecurity(services, caller);
    }),
    implement(operations.makeRecoveryCodes, 'session', async (_, caller) => {
      const { codes, confirmBy } = await makeRecoveryCodes(services, caller);
      return { codes, confirmBy: confirmBy.toISOString(), mySecurity: await readMySecurity(services, caller) };
    }),
    implement(operations.confirmRecoveryCodes, 'session', async (_, caller) => {
      await confirmRecoveryCodes(services, caller);
      return await readMySecurity(services, caller);
    }),
  ];
}

async function cancelChallenge(services: Services, caller: ChallengeCaller): Promise<void> {
  const now = services.clock.now();
  await services.database.transaction().execute(async (transaction) => {
    const ended = await transaction
      .updateTable('challenges')
      .set({ ended_at: now, ended_because: 'cancelled' })
      .where('id', '=', caller.challengeId)
      .where('ended_at', 'is', null)
      .returning('application')
      .executeTakeFirst();
    if (!ended) return;
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'challenge-ended',
      actor: { kind: 'person', userId: caller.userId },
      userId: caller.userId,
      application: ended.application,
      details: { challengeId: caller.challengeId, because: 'cancelled' },
    });
  });
}
