import { expect } from 'vitest';
import type { Method } from '../../../shared/applications.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import type { Challenge } from '../../../shared/sign-in/schemas.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf } from './attack.ts';

/**
 * Somebody who knows a password, and whose victim has only a factor that the application doesn't take, wants to link one
 * of their own. Here Control takes an authenticator app only, and the Forms Portal text messages only.
 */
export interface Proving extends Attacked {
  /** Sets the policies back to that. Before each test. */
  asAtFirst(): Promise<void>;
  takes(application: 'control' | 'forms-portal' | 'customer-service-vu', methods: readonly Method[]): Promise<void>;
  /** Somebody with a number and nothing else, long enough after setting it up. */
  withNumber(): Promise<TestPerson>;
  withApp(): Promise<{ readonly person: TestPerson; readonly secret: string }>;
  /** A challenge for Control with a text message to the number that is there. */
  proving(person: TestPerson): Promise<{ readonly token: string; readonly code: string }>;
  /** The same, with what it asks for done, and what the help desk says given. */
  proved(person: TestPerson): Promise<string>;
  /** Tries to link an app in a challenge, and says what came of it. */
  link(token: string): Promise<string>;
  viewOf(token: string): Promise<Challenge>;
  factorsOf(person: TestPerson): Promise<Method[]>;
}

export const SYSTEM = { kind: 'system' } as const;
export const BOTH: readonly Method[] = ['authenticator', 'text-message'];
export const ATTACKERS_NUMBER = '07700 900998';

export async function startProving(): Promise<Proving> {
  const vu = await attack();
  const takes: Proving['takes'] = async (application, methods) => {
    await vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 0, passes: application === 'forms-portal' });
  };
  const proving: Proving['proving'] = async (person) => {
    const { challengeToken: token } = await vu.challenge(person, { application: 'control' });
    await vu.client.answer(operations.sendTextMessage, { token });
    return { token, code: vu.phones.codeTo(person.phone) };
  };
  return {
    ...vu,
    asAtFirst: async () => {
      await takes('control', ['authenticator']);
      await takes('forms-portal', ['text-message']);
      await takes('customer-service-vu', BOTH);
    },
    takes,
    withNumber: async () => {
      const person = await vu.person();
      await vu.withText(person);
      vu.clock.advance({ minutes: 16 });
      return person;
    },
    withApp: async () => {
      const person = await vu.person();
      const { secret } = await vu.withAuthenticator(person);
      vu.clock.advance({ minutes: 16 });
      return { person, secret };
    },
    proving,
    proved: async (person) => {
      const { token, code } = await proving(person);
      expect(outcomeOf(await vu.client.call(operations.verifyTextMessage, { token, body: { code } }))).toBe('proved');
      await vu.giveHelpDeskCode(token, person);
      return token;
    },
    link: async (token) => {
      const enrolment = await vu.client.call(operations.enrolAuthenticator, { token });
      if (!enrolment.ok) return enrolment.error.code;
      return outcomeOf(await vu.client.call(operations.verifyAuthenticator, { token, body: { code: vu.codeNow(enrolment.answer.key) } }));
    },
    viewOf: (token) => vu.client.answer(operations.readChallenge, { token }),
    factorsOf: async (person) => {
      const rows = await vu.query<{ method: Method }>(
        `select 'text-message' as method from text_message_factors where user_id = $1
         union all select 'authenticator' from authenticator_factors where user_id = $1 order by method`,
        [person.id],
      );
      return rows.map((row) => row.method);
    },
  };
}
