import { randomUUID } from 'node:crypto';
import type { DemoAccount } from '../../server/demo/people.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { StartedApi } from './api.ts';

/** The same person at another computer, over the API. */
export interface Elsewhere {
  /** Stops trusting every computer. */
  removeAllTrustedComputers(): Promise<void>;
}

/** Signs a person in at another computer with their authenticator app; the API's clock moves on, since each code counts once. */
export async function signedInElsewhere(api: StartedApi, person: DemoAccount): Promise<Elsewhere> {
  const { client } = api;
  const nextCode = (): string => {
    api.clock.advance({ seconds: 30 });
    return api.authenticatorCode(person);
  };
  const begun = await client.answer(operations.signInWithPassword, {
    body: {
      email: person.email,
      password: person.password,
      application: 'customer-service-vu',
      device: { id: randomUUID(), name: 'Another computer', platform: 'windows' },
      language: 'en',
      trustToken: null,
    },
  });
  if (begun.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
  const verified = await client.answer(operations.verifyAuthenticator, { token: begun.challengeToken, body: { code: nextCode() } });
  if (verified.outcome !== 'signed-in') throw new Error('the code did not sign in');
  const { sessionToken: token } = verified;
  return {
    removeAllTrustedComputers: async () => {
      const stepUp = await client.answer(operations.startStepUp, { token, body: { application: 'customer-service-vu' } });
      if (stepUp.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
      await client.answer(operations.verifyAuthenticator, { token: stepUp.challengeToken, body: { code: nextCode() } });
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
