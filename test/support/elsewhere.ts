import { randomUUID } from 'node:crypto';
import type { DemoAccount } from '../../server/demo/people.ts';
import { TRUST_OFFER_MINUTES, TRUST_WARNING_MINUTES } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as passes from '../../shared/sign-in/pass-operations.ts';
import type { StartedApi } from './api.ts';
import type { Vu } from './desktop.ts';

/** The same person at another computer, over the API. */
export interface Elsewhere {
  /** Lets the one colleague who waits sign in, after a second factor of one's own. */
  grantPass(reason: string): Promise<void>;
  /** Turns the one colleague who waits down. */
  declinePass(): Promise<void>;
  /** Stops trusting every computer. */
  removeAllTrustedComputers(): Promise<void>;
}

/** Everything that a person sends to sign in on another computer. */
function passwordOf(person: DemoAccount) {
  return {
    email: person.email,
    password: person.password,
    application: 'customer-service-vu',
    device: { id: randomUUID(), name: 'Another computer', platform: 'windows' },
    language: 'en',
    trustToken: null,
  } as const;
}

/** A person without a phone who asks the team leaders from another computer. */
export async function waitingElsewhere(
  api: StartedApi,
  person: DemoAccount,
): Promise<{ readonly number: number; goOn(): Promise<'signed-in' | 'not yet'> }> {
  const { client } = api;
  const begun = await client.answer(operations.signInWithPassword, { body: passwordOf(person) });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const { challengeToken: token } = begun;
  const asked = await client.answer(passes.requestPass, { token });
  if (asked.passRequest === null) throw new Error('the request is not there');
  return {
    number: asked.passRequest.number,
    goOn: async () => {
      const { passRequest } = await client.answer(operations.readChallenge, { token });
      if (passRequest?.state !== 'granted') return 'not yet';
      const used = await client.answer(passes.usePass, { token });
      return used.outcome === 'signed-in' ? 'signed-in' : 'not yet';
    },
  };
}

/** A person who asks for a text message at another computer, whether or not it can be sent. */
export async function textAskedElsewhere(api: StartedApi, person: DemoAccount): Promise<void> {
  const begun = await api.client.answer(operations.signInWithPassword, { body: passwordOf(person) });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  await api.client.call(operations.sendTextMessage, { token: begun.challengeToken });
}

/** Signs a person in at another computer with their authenticator app; the API's clock moves on, since each code counts once. */
export async function signedInElsewhere(api: StartedApi, person: DemoAccount): Promise<Elsewhere> {
  const { client } = api;
  const nextCode = (): string => {
    api.clock.advance({ seconds: 30 });
    return api.authenticatorCode(person);
  };
  const begun = await client.answer(operations.signInWithPassword, {
    body: passwordOf(person),
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const verified = await client.answer(operations.verifyAuthenticator, { token: begun.challengeToken, body: { code: nextCode() } });
  if (verified.outcome !== 'signed-in') throw new Error('the code did not sign in');
  const { sessionToken: token } = verified;
  const stepUp = async (): Promise<void> => {
    const needed = await client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
    if (needed.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
    await client.answer(operations.verifyAuthenticator, { token: needed.challengeToken, body: { code: nextCode() } });
  };
  const waiting = async (): Promise<{ id: string }> => {
    const { requests } = await client.answer(passes.listPassRequests, { token });
    const [first, ...others] = requests;
    if (first === undefined || others.length > 0) throw new Error('not one colleague waits');
    return { id: first.id };
  };
  return {
    grantPass: async (reason) => {
      await stepUp();
      const params = await waiting();
      // As the colleague would read it out.
      const [row] = await api.database.query<{ number: number }>('select number from sign_in_passes where id = $1', [params.id]);
      await client.answer(passes.grantPass, { token, params, body: { number: row?.number ?? 0, reason } });
    },
    declinePass: async () => {
      await client.answer(passes.declinePass, { token, params: await waiting() });
    },
    removeAllTrustedComputers: async () => {
      await stepUp();
      await client.answer(operations.removeAllTrustedDevices, { token });
    },
  };
}

/** How the newest session of a person stands at the server: who looks has only the database, since the token never leaves main. */
export async function newestSession(api: StartedApi, person: DemoAccount): Promise<'open' | 'locked' | 'ended' | 'none'> {
  const [row] = await api.database.query<{ locked_at: Date | null; ended_at: Date | null }>(
    'select locked_at, ended_at from sessions join users on users.id = user_id where email = $1 order by sessions.created_at desc limit 1',
    [person.email],
  );
  if (row === undefined) return 'none';
  return row.ended_at !== null ? 'ended' : row.locked_at !== null ? 'locked' : 'open';
}

/** Trust that is about to run out, as the desktop learns it when the computer wakes; the code of the sign-in counts no longer. */
export async function trustRunsOutSoon({ api, app }: Pick<Vu, 'api' | 'app'>): Promise<void> {
  api.clock.advance({ minutes: TRUST_OFFER_MINUTES, seconds: 1 });
  const soon = new Date(api.clock.now().getTime() + (TRUST_WARNING_MINUTES * 60_000) / 2);
  await api.database.query('update trusted_devices set expires_at = $1', [soon]);
  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
}
