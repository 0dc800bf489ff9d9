import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAuthenticatorSecret } from '../../../server/sign-in/authenticator-code.ts';
import { seal } from '../../../server/sign-in/secret-box.ts';
import type { ApplicationId, Method } from '../../../shared/applications.ts';
import { APPLICATIONS, METHODS } from '../../../shared/applications.ts';
import { PERMISSION_TO_OPEN } from '../../../shared/permissions.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { testKeys } from '../../support/api.ts';
import type { TestPerson } from '../../support/sign-in.ts';
import { authenticatorCode } from '../../support/totp.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf } from './attack.ts';

/**
 * Every road to every change of a factor: what somebody has × what a thief of it has in hand × what is wanted × what may be opened
 * × what is asked for there. On each road everything is tried that the thief can try; what must come of it is said here once more,
 * in other words than the server's.
 */
const SYSTEM = { kind: 'system' } as const;
const POLICIES: readonly (readonly Method[])[] = [['authenticator'], ['text-message'], ['authenticator', 'text-message']];
const HANDS: readonly (readonly Method[])[] = [[], ['text-message'], ['authenticator'], ['authenticator', 'text-message']];
const CHANGES = ['add-authenticator', 'add-text-message', 'remove-authenticator', 'remove-text-message', 'codes', 'password'] as const;
type Change = (typeof CHANGES)[number];
/** People who are at it at the same time. */
const AT_ONCE = 12;

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());

interface Owner {
  readonly person: TestPerson;
  readonly secret: string;
  readonly held: readonly Method[];
  /** Of the app's three codes that are good at a time, how many were used. */
  used: number;
}

/** Numbers are few: each comes again only when nobody has it any more who is still at it. */
const NUMBERS = 400;
let numbers = 0;
const numberCalled = (which: number): string => `+447700900${String(which).padStart(3, '0')}`;
const thiefsNumber = ({ person }: Owner): string => numberCalled(Number(person.phone.slice(-3)) + 500);

/** Somebody who has these factors, as if they had set them up long ago. */
async function owner(applications: readonly ApplicationId[], held: readonly Method[]): Promise<Owner> {
  const made = await vu.person({ permissions: applications.map((application) => PERMISSION_TO_OPEN[application]) });
  numbers += 1;
  const person = { ...made, phone: numberCalled(numbers % NUMBERS) };
  const secret = newAuthenticatorSecret();
  const before = new Date(vu.clock.now().getTime() - 86_400_000);
  if (held.includes('authenticator')) {
    const sealed = seal(testKeys().authenticator, secret, person.id);
    await vu.query('insert into authenticator_factors (user_id, secret, key_id, last_step, confirmed_at) values ($1, $2, $3, 0, $4)', [
      person.id,
      sealed.secret,
      sealed.keyId,
      before,
    ]);
  }
  if (held.includes('text-message'))
    await vu.query('insert into text_message_factors (user_id, phone_number, confirmed_at) values ($1, $2, $3)', [
      person.id,
      person.phone,
      before,
    ]);
  return { person, secret, held, used: 0 };
}

async function factorsOf({ person }: Owner): Promise<string> {
  const rows = await vu.query<{ what: string }>(
    `select 'app ' || encode(secret, 'hex') as what from authenticator_factors where user_id = $1
     union all select 'number ' || phone_number from text_message_factors where user_id = $1
     union all select 'password ' || password_hash from users where id = $1
     union all select 'codes' from recovery_codes where user_id = $1 union all
     select 'new codes' from pending_recovery_codes join sessions on sessions.id = session_id where user_id = $1 order by 1`,
    [person.id],
  );
  return rows.map(({ what }) => what).join('\n');
}

/** Gives a challenge the code of a method that is in hand; what came of it. */
async function give(whose: Owner, token: string, method: Method) {
  if (method === 'authenticator') {
    const step = [-1, 0, 1][whose.used] ?? 1;
    whose.used += 1;
    return await vu.client.call(operations.verifyAuthenticator, {
      token,
      body: { code: authenticatorCode(whose.secret, vu.clock.now(), step) },
    });
  }
  const sent = await vu.client.call(operations.sendTextMessage, { token });
  if (!sent.ok) return sent;
  return await vu.client.call(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(whose.person.phone) } });
}

/** Sets up a method of the thief's own in a challenge, if it lets them. */
async function setUp(whose: Owner, token: string, method: Method): Promise<void> {
  if (method === 'authenticator') {
    const enrolment = await vu.client.call(operations.enrolAuthenticator, { token });
    const key = enrolment.ok ? enrolment.answer.key : null;
    const code = key === null ? '123456' : vu.codeNow(key);
    await vu.client.call(operations.verifyAuthenticator, { token, body: { code } });
    return;
  }
  const number = thiefsNumber(whose);
  const sent = await vu.client.call(operations.enrolPhoneNumber, { token, body: { phoneNumber: number } });
  if (sent.ok) await vu.client.call(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(number) } });
}

interface Case {
  readonly applications: readonly ApplicationId[];
  readonly takes: ReadonlyMap<ApplicationId, readonly Method[]>;
  readonly held: readonly Method[];
  readonly inHand: readonly Method[];
}

async function password({ person }: Owner, application: ApplicationId) {
  const answer = await vu.password(person, { application });
  return answer.outcome === 'second-factor-needed' ? answer.challengeToken : null;
}

/** At the door of an application: proves what can be proven, gives the help desk's code if there is one, sets the method up. */
async function atTheDoor(whose: Owner, { inHand }: Case, application: ApplicationId, wanted: Method, helpDesk: boolean): Promise<void> {
  const token = await password(whose, application);
  if (token === null) return;
  const { proveWith } = await vu.client.answer(operations.readChallenge, { token });
  for (const method of inHand) if (proveWith.some((each) => each.method === method)) await give(whose, token, method);
  await throughChallenge(whose, token, wanted, helpDesk);
}

async function throughChallenge(whose: Owner, token: string, wanted: Method, helpDesk: boolean): Promise<void> {
  if (helpDesk) await vu.client.call(operations.verifyHelpDeskCode, { token, body: { code: await vu.helpDeskCode(whose.person) } });
  await setUp(whose, token, wanted);
}

/** A session by a method in hand, in the first application that takes it. */
async function session(whose: Owner, { applications, takes }: Case, method: Method): Promise<string | null> {
  const door = applications.find((application) => takes.get(application)?.includes(method));
  const token = door === undefined ? null : await password(whose, door);
  if (token === null) return null;
  const answer = await give(whose, token, method);
  return answer.ok && answer.answer.outcome === 'signed-in' ? answer.answer.sessionToken : null;
}

async function tryChange(whose: Owner, token: string, change: Change, helpDesk: boolean): Promise<string> {
  switch (change) {
    case 'add-authenticator': {
      const added = await vu.client.call(operations.addAuthenticator, { token });
      if (!added.ok) return added.error.code;
      await throughChallenge(whose, added.answer.challengeToken, 'authenticator', helpDesk);
      return 'tried';
    }
    case 'add-text-message': {
      const phoneNumber = thiefsNumber(whose);
      const added = await vu.client.call(operations.addTextMessage, { token, body: { phoneNumber } });
      if (!added.ok) return added.error.code;
      const { challengeToken, challenge } = added.answer;
      if (challenge.textMessage === null) await throughChallenge(whose, challengeToken, 'text-message', helpDesk);
      else await vu.client.call(operations.verifyTextMessage, { token: challengeToken, body: { code: vu.phones.codeTo(phoneNumber) } });
      return 'tried';
    }
    case 'remove-authenticator':
    case 'remove-text-message': {
      const method = change === 'remove-authenticator' ? 'authenticator' : 'text-message';
      return outcomeOf(await vu.client.call(operations.removeFactor, { token, params: { method } }));
    }
    case 'codes':
      return outcomeOf(await vu.client.call(operations.makeRecoveryCodes, { token }));
    case 'password': {
      const body = { currentPassword: whose.person.password, newPassword: 'heron-tide-wall-7' };
      return outcomeOf(await vu.client.call(operations.changePassword, { token, body }));
    }
  }
}

const strongestOf = (methods: readonly Method[]): Method | undefined => METHODS.find((method) => methods.includes(method));
const byAppOnly = (methods: readonly Method[] | undefined): boolean => methods !== undefined && !methods.includes('text-message');

/** What a thief with these methods may be able to change, with nothing from the help desk. */
function mayChange({ applications, takes, held, inHand }: Case, change: Change, road: 'door' | 'session'): boolean {
  // Somebody with nothing at all sets up a first method with the password: at the door only.
  if (held.length === 0) return road === 'door' && change.startsWith('add-');
  const best = strongestOf(held);
  if (best === undefined || !inHand.includes(best)) return false;
  // A number never brings an app that opens what takes apps only.
  const opensMore = change === 'add-authenticator' && best === 'text-message' && applications.some((each) => byAppOnly(takes.get(each)));
  return !opensMore;
}

/** Every set of applications that can be permitted. */
const SETS = Array.from({ length: 2 ** APPLICATIONS.length - 1 }, (_, index) =>
  APPLICATIONS.filter((__, at) => (((index + 1) >> at) & 1) === 1),
);
const policiesOf = (applications: readonly ApplicationId[]): Map<ApplicationId, readonly Method[]>[] =>
  applications.reduce<Map<ApplicationId, readonly Method[]>[]>(
    (sofar, application) => sofar.flatMap((each) => POLICIES.map((methods) => new Map([...each, [application, methods]]))),
    [new Map()],
  );

const subsetsOf = (held: readonly Method[]): (readonly Method[])[] => HANDS.filter((hand) => hand.every((method) => held.includes(method)));

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

test.each(SETS)(
  'no road leads to a change of a factor by less than the strongest that its owner has: %s %s %s',
  async (...given) => {
    const applications = given.filter((each): each is ApplicationId => APPLICATIONS.some((known) => known === each));
    // Makes their group, before many want it at once.
    await owner(applications, []);
    let walked = 0;
    let changed = 0;
    for (const takes of policiesOf(applications)) {
      for (const [application, methods] of takes) await vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 0, passes: false });
      // Messages to a number have a limit of the day.
      vu.clock.advance({ days: 1, minutes: 1 });
      const roads: (() => Promise<void>)[] = [];
      const judge = async (whose: Owner, each: Case, change: Change, road: 'door' | 'session', walk: () => Promise<unknown>) => {
        const before = await factorsOf(whose);
        await walk();
        walked += 1;
        if ((await factorsOf(whose)) === before) return;
        changed += 1;
        const what = { ...each, takes: [...takes].map(([application, methods]) => `${application}: ${methods}`), change, road };
        expect({ ...what, mayChange: mayChange(each, change, road) }).toEqual({ ...what, mayChange: true });
      };
      for (const held of HANDS) {
        for (const inHand of subsetsOf(held)) {
          const each: Case = { applications, takes, held, inHand };
          for (const application of applications)
            for (const wanted of METHODS)
              roads.push(async () => {
                const whose = await owner(applications, held);
                await judge(whose, each, `add-${wanted}`, 'door', () => atTheDoor(whose, each, application, wanted, false));
              });
          for (const method of inHand)
            for (const change of CHANGES)
              roads.push(async () => {
                const whose = await owner(applications, held);
                const token = await session(whose, each, method);
                if (token === null) return;
                await judge(whose, each, change, 'session', async () => {
                  // As it is just after the sign-in; then with all that can be stepped up.
                  if ((await tryChange(whose, token, change, false)) !== 'step-up-needed') return;
                  for (const realm of ['account', ...applications] as const) {
                    const started = await vu.client.call(operations.startStepUp, { token, body: { application: realm } });
                    if (!started.ok || started.answer.outcome !== 'second-factor-needed') continue;
                    const { challengeToken, challenge } = started.answer;
                    const offered = [...challenge.methods.filter(({ enrolled }) => enrolled), ...challenge.proveWith].map(
                      (offer) => offer.method,
                    );
                    for (const other of inHand) if (offered.includes(other)) await give(whose, challengeToken, other);
                    if (change === 'add-authenticator' || change === 'add-text-message')
                      await setUp(whose, challengeToken, change === 'add-authenticator' ? 'authenticator' : 'text-message');
                    if ((await tryChange(whose, token, change, false)) !== 'step-up-needed') return;
                  }
                });
              });
        }
      }
      await inTurn(roads, (road) => road());
    }
    expect(walked).toBeGreaterThan(100);
    // Some roads are open, or nothing would have been shown.
    expect(changed).toBeGreaterThan(10);
  },
  900_000,
);

test('whoever has all that is theirs and a code from the help desk can set up what an application takes, on every road', async () => {
  for (const applications of SETS) {
    await owner(applications, []);
    for (const takes of policiesOf(applications)) {
      for (const [application, methods] of takes) await vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 0, passes: false });
      // Messages to a number have a limit of the day.
      vu.clock.advance({ days: 1, minutes: 1 });
      const roads = HANDS.flatMap((held) =>
        applications.flatMap((application) => (takes.get(application) ?? []).map((wanted) => ({ held, application, wanted }))),
      );
      await inTurn(roads, async ({ held, application, wanted }) => {
        const each: Case = { applications, takes, held, inHand: held };
        if (takes.get(application)?.some((method) => held.includes(method))) return;
        const whose = await owner(applications, held);
        const needed = held.includes('text-message') && wanted === 'authenticator';
        await atTheDoor(whose, each, application, wanted, needed);
        const now = await factorsOf(whose);
        expect([application, takes, held, now.includes(wanted === 'authenticator' ? 'app ' : 'number ')]).toEqual([
          application,
          takes,
          held,
          true,
        ]);
      });
    }
  }
}, 900_000);
