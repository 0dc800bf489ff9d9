import * as operations from '../../shared/sign-in/operations.ts';
import type { Answered } from './client.ts';
import type { SignInApi, TestPerson } from './sign-in.ts';
import { startSignInApi } from './sign-in.ts';

/** An API with the means to come to where a code is asked for, and to give one. */
export interface CodesApi extends SignInApi {
  /** A challenge of somebody who has a number, with a code sent to it. */
  textChallenge(): Promise<{ readonly person: TestPerson; readonly token: string; readonly code: string }>;
  /** A challenge of somebody who has an app. */
  authenticatorChallenge(): Promise<{ readonly person: TestPerson; readonly secret: string; readonly token: string }>;
  verifyText(token: string, code: string): Promise<Answered<typeof operations.verifyTextMessage>>;
  verifyApp(token: string, code: string): Promise<Answered<typeof operations.verifyAuthenticator>>;
}

export async function startCodesApi(): Promise<CodesApi> {
  const vu = await startSignInApi();
  return {
    ...vu,
    textChallenge: async () => {
      const person = await vu.person();
      await vu.withText(person);
      vu.clock.advance({ minutes: 16 });
      const { challengeToken: token } = await vu.challenge(person);
      await vu.client.answer(operations.sendTextMessage, { token });
      return { person, token, code: vu.phones.codeTo(person.phone) };
    },
    authenticatorChallenge: async () => {
      const person = await vu.person();
      const { secret } = await vu.withAuthenticator(person);
      vu.clock.advance({ minutes: 1 });
      const { challengeToken: token } = await vu.challenge(person);
      return { person, secret, token };
    },
    verifyText: (token, code) => vu.client.call(operations.verifyTextMessage, { token, body: { code } }),
    verifyApp: (token, code) => vu.client.call(operations.verifyAuthenticator, { token, body: { code } }),
  };
}

/** What a code came to, or why it was refused. */
export const codeOf = (answer: Awaited<ReturnType<CodesApi['verifyText']>>): string =>
  answer.ok ? answer.answer.outcome : answer.error.code;
