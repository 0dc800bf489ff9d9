import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ApplicationId, Method } from '../../../shared/applications.ts';
import { APPLICATIONS } from '../../../shared/applications.ts';
import type { Access, Operation } from '../../../shared/operation.ts';
import type { Permission } from '../../../shared/permissions.ts';
import { PERMISSION_TO_OPEN } from '../../../shared/permissions.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import * as passes from '../../../shared/sign-in/pass-operations.ts';
import { OPERATION_CALLS } from '../../support/sign-in-calls.ts';
import type { Attacked } from './attack.ts';
import { attack, CONTRACT, outcomeOf, signedIn } from './attack.ts';

/**
 * Made from the contract: each operation of a session is tried without its permission, with every application but its own
 * entered, and with a step-up by each method that doesn't count for it. One that is added is tried from that day on.
 */
const SYSTEM = { kind: 'system' } as const;
const BOTH: readonly Method[] = ['authenticator', 'text-message'];
const EVERYTHING: readonly Permission[] = [...Object.values(PERMISSION_TO_OPEN), 'sign-in-pass-granting'];
/** What stands for a path's parameters where an operation's own call has none. */
const PARAMETERS = { id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', deviceId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' };

type SessionAccess = Extract<Access, { kind: 'session' }>;
interface OfSession {
  readonly operation: Operation;
  readonly access: SessionAccess;
}
const OF_SESSIONS: readonly OfSession[] = CONTRACT.flatMap((operation) =>
  operation.access.kind === 'session' ? [{ operation, access: operation.access }] : [],
);
const isApplication = (realm: SessionAccess['application']): realm is ApplicationId => APPLICATIONS.some((each) => each === realm);

let vu: Attacked;
beforeAll(async () => {
  vu = await attack();
});
afterAll(() => vu.close());
afterEach(async () => {
  for (const application of APPLICATIONS) await takes(application, BOTH);
});

const takes = (application: ApplicationId, methods: readonly Method[]) =>
  vu.admin.setPolicy(SYSTEM, application, { methods, trustDays: 30, passes: true });

/** What comes of an operation in a session: why it was refused, or `done`. */
async function attempt(operation: Operation, token: string): Promise<string> {
  const call = { params: PARAMETERS, ...OPERATION_CALLS[operation.name], token };
  return outcomeOf(await vu.client.call(operation, call as never));
}

interface Signed {
  readonly person: Awaited<ReturnType<Attacked['person']>>;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

/** Somebody with both methods and recovery codes, who may do all that `permissions` says. */
async function somebody(permissions: readonly Permission[] = EVERYTHING): Promise<Signed> {
  const person = await vu.person({ permissions });
  const [door] = APPLICATIONS.filter((application) => permissions.includes(PERMISSION_TO_OPEN[application]));
  const { secret, sessionToken: token } = await vu.withAuthenticator(person, door === undefined ? {} : { application: door });
  const added = await vu.client.answer(operations.addTextMessage, { token, body: { phoneNumber: person.phone } });
  await vu.client.answer(operations.verifyTextMessage, { token: added.challengeToken, body: { code: vu.phones.codeTo(person.phone) } });
  const recoveryCodes = await vu.recoveryCodes(token);
  vu.clock.advance({ minutes: 6 });
  return { person, secret, recoveryCodes };
}

/** Gives a challenge a code of a method. */
async function give(token: string, { person, secret }: Signed, method: Method) {
  if (method === 'authenticator')
    return await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } });
  vu.clock.advance({ minutes: 1 });
  await vu.client.answer(operations.sendTextMessage, { token });
  return await vu.client.answer(operations.verifyTextMessage, { token, body: { code: vu.phones.codeTo(person.phone) } });
}

async function signIn(signed: Signed, application: ApplicationId, method: Method): Promise<string> {
  const { challengeToken } = await vu.challenge(signed.person, { application });
  return signedIn(await give(challengeToken, signed, method)).sessionToken;
}

async function enter(token: string, application: ApplicationId): Promise<void> {
  await vu.client.answer(operations.enterApplication, { token, params: { application } });
}

test('every operation of a session says whose it is, and those in an area of the product that they are its application’s', () => {
  expect(OF_SESSIONS.length).toBeGreaterThan(20);
  const realms = [...APPLICATIONS, 'account', 'any'];
  expect(OF_SESSIONS.filter(({ access }) => !realms.includes(access.application)).map(({ operation }) => operation.name)).toEqual([]);
  const OF_AREA = { control: 'control', 'customer-service': 'customer-service-vu' } as const;
  for (const { operation, access } of OF_SESSIONS) {
    if (operation.area !== 'control' && operation.area !== 'customer-service') continue;
    expect([operation.name, access.application]).toEqual([operation.name, OF_AREA[operation.area]]);
  }
  // Nobody's own account is behind a permission, and what needs one isn't of the account.
  for (const { operation, access } of OF_SESSIONS)
    expect([operation.name, access.application === 'account']).toEqual([operation.name, access.permission === 'signed-in']);
});

test('without its permission no operation does anything, whatever else the person holds and has entered', async () => {
  const tried: string[] = [];
  for (const permission of new Set(OF_SESSIONS.map(({ access }) => access.permission))) {
    if (permission === 'signed-in') continue;
    const signed = await somebody(EVERYTHING.filter((each) => each !== permission));
    const open = APPLICATIONS.filter((application) => PERMISSION_TO_OPEN[application] !== permission);
    const token = await signIn(signed, open[0] ?? 'customer-service-vu', 'authenticator');
    for (const application of open) await enter(token, application);
    for (const { operation, access } of OF_SESSIONS) {
      if (access.permission !== permission) continue;
      expect([operation.name, await attempt(operation, token)]).toEqual([operation.name, 'not-permitted']);
      tried.push(operation.name);
    }
  }
  expect(tried).toContain('endComputer');
  expect(tried).toContain('grantPass');
});

test('with every application but its own entered no operation does anything, though the same code would open its own', async () => {
  const signed = await somebody();
  let tried = 0;
  for (const own of APPLICATIONS) {
    const others = APPLICATIONS.filter((application) => application !== own);
    const token = await signIn(signed, others[0] ?? own, 'authenticator');
    for (const application of others) await enter(token, application);
    for (const { operation, access } of OF_SESSIONS) {
      if (access.application !== own) continue;
      expect([operation.name, await attempt(operation, token)]).toEqual([operation.name, 'not-permitted']);
      tried += 1;
    }
    await enter(token, own);
    for (const { operation, access } of OF_SESSIONS)
      if (access.application === own) expect([operation.name, await attempt(operation, token)]).not.toContain('not-permitted');
  }
  expect(tried).toBeGreaterThan(3);
});

test('an application that was entered by what its policy takes no longer is closed to its operations, and to those of any application', async () => {
  const signed = await somebody();
  const token = await signIn(signed, 'control', 'text-message');
  await takes('control', ['authenticator']);
  for (const { operation, access } of OF_SESSIONS) {
    if (access.application === 'account') continue;
    expect([operation.name, await attempt(operation, token)]).toEqual([operation.name, 'not-permitted']);
  }
});

/** A session with a step-up by a method, or by what is none. */
const STEPPED_UP_BY = ['text-message', 'authenticator', 'recovery-code', 'trusted-device', 'team-leader-pass', 'nothing'] as const;
type SteppedUpBy = (typeof STEPPED_UP_BY)[number];

async function steppedUpBy(signed: Signed, by: SteppedUpBy, application: ApplicationId, taken: readonly Method[]): Promise<string> {
  const { person, recoveryCodes } = signed;
  switch (by) {
    case 'recovery-code': {
      const { challengeToken: token } = await vu.challenge(person, { application });
      const [code = ''] = recoveryCodes;
      return signedIn(await vu.client.answer(operations.verifyRecoveryCode, { token, body: { code } })).sessionToken;
    }
    case 'trusted-device': {
      const token = await signIn(signed, application, taken[0] ?? 'authenticator');
      const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token, body: {} });
      const again = await vu.password(person, { application, trustToken });
      return signedIn(again).sessionToken;
    }
    case 'team-leader-pass': {
      const leader = await somebody(['customer-service-access', 'sign-in-pass-granting']);
      const leading = await signIn(leader, 'customer-service-vu', 'authenticator');
      const { challengeToken: token } = await vu.challenge(person, { application });
      const { passRequest } = await vu.client.answer(passes.requestPass, { token });
      const { requests } = await vu.client.answer(passes.listPassRequests, { token: leading });
      const mine = requests.find(({ email }) => email === person.email);
      await vu.client.answer(passes.grantPass, {
        token: leading,
        params: { id: mine?.id ?? '' },
        body: { number: passRequest?.number ?? 10, reason: 'Sits opposite me, phone at home' },
      });
      return signedIn(await vu.client.answer(passes.usePass, { token })).sessionToken;
    }
    default: {
      const token = await signIn(signed, application, taken[0] ?? 'authenticator');
      vu.clock.advance({ minutes: 6 });
      if (by === 'nothing') return token;
      // In another application, which takes it.
      const elsewhere = application === 'customer-service-vu' ? 'forms-portal' : 'customer-service-vu';
      const started = await vu.client.answer(operations.startStepUp, { token, body: { application: elsewhere } });
      if (started.outcome !== 'second-factor-needed') throw new Error('no code was asked for');
      await give(started.challengeToken, signed, by);
      return token;
    }
  }
}

/** Which step-ups count for an operation: of an application, by what it takes; of the account, by the stronger of the two. */
function counts(by: SteppedUpBy, realm: SessionAccess['application'], taken: readonly Method[]): boolean {
  if (by !== 'text-message' && by !== 'authenticator') return false;
  if (realm === 'account') return by === 'authenticator';
  return realm === 'any' || taken.includes(by);
}

test.each(STEPPED_UP_BY)(
  'a step-up by %s counts for an operation only where its application takes it, and for the account only as the strongest',
  async (by) => {
    const needing = OF_SESSIONS.filter(({ access }) => access.stepUp);
    const applications = [...new Set(needing.map(({ access }) => access.application).filter(isApplication))];
    for (const application of applications) {
      for (const taken of [['authenticator'], ['text-message'], BOTH] as const) {
        await takes(application, taken);
        for (const { operation, access } of needing) {
          // Of vouching, what the pass opens decides, which is another test's.
          if (access.application !== application && access.application !== 'account') continue;
          const signed = await somebody();
          const token = await steppedUpBy(signed, by, application, taken);
          const came = await attempt(operation, token);
          const what = `${operation.name}, where ${application} takes ${taken.join(' and ')}`;
          const isAdmitted = counts(by, access.application, taken) || (by === 'recovery-code' && access.withRecoveryCode === true);
          expect([what, came === 'step-up-needed']).toEqual([what, !isAdmitted]);
        }
      }
    }
  },
  600_000,
);
