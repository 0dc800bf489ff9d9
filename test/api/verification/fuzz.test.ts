import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { CALLBACK_PATH } from '../../../server/notify/callback.ts';
import type { Operation } from '../../../shared/operation.ts';
import { PUBLIC } from '../../../shared/operation.ts';
import { testKeys } from '../../support/api.ts';
import { pathOf } from '../../support/client.ts';
import type { Attacked, Victim } from './attack.ts';
import { attack, BEHIND_A_PROXY, CONTRACT, from, stringsIn } from './attack.ts';
import type { Caller, CallerName } from './fuzz-callers.ts';
import { fuzzCallers } from './fuzz-callers.ts';
import { rawRequest } from './raw-request.ts';
import { valuesOf } from './schema-values.ts';

const REQUESTS = 10_000;
/** Of each operation; of the rarest it is some 65. */
const REQUESTS_EACH_LEAST = 25;
/** So many more of an operation that has answered nobody yet, one at a time: chance alone must not fail a run. */
const MORE_MOST = 300;
/** Some at once, so that requests also meet each other. */
const AT_ONCE = 10;
/** These end what requests are made with, or use it up, so they come seldom enough for the others to get somewhere. */
const RARE: Readonly<Record<string, number>> = {
  ...{
    signOut: 2,
    lockSession: 2,
    cancelChallenge: 2,
    endComputer: 4,
    endPerson: 4,
    endOtherSessions: 3,
    removeFactor: 2,
    changePassword: 4,
  },
  ...{
    verifyTextMessage: 5,
    verifyAuthenticator: 5,
    verifyRecoveryCode: 5,
    verifyHelpDeskCode: 5,
    grantPass: 5,
    declinePass: 4,
    usePass: 4,
    requestPass: 5,
  },
};
const WEIGHT = 10;
const SEED_MOST = 2 ** 31 - 1;

/** Who can do what not everybody can. */
const DONE_BY: Readonly<Record<string, CallerName>> = {
  enrolPhoneNumber: 'newcomer',
  enrolAuthenticator: 'newcomer',
  verifyRecoveryCode: 'recovering',
  verifyHelpDeskCode: 'replacing',
  requestPass: 'phone-forgotten',
  usePass: 'vouched-for',
  ...{ listPassRequests: 'leader', grantPass: 'leader', declinePass: 'leader' },
  ...{ readSignInService: 'manager', listComputers: 'manager', endComputer: 'manager', issueHelpDeskCode: 'manager', endPerson: 'manager' },
};
/** What nobody is answered, and why. */
const ANSWERED_NOBODY: Readonly<Record<string, string>> = {
  givePasswordCode: 'the code is in an e-mail, which forgotten-password.test.ts reads',
  chooseNewPassword: 'comes after that code',
  stepUpWithPassword: 'only while two-factor is off for everyone, which policy.test.ts is about',
};

const CALLBACK_TOKEN = randomBytes(32).toString('base64url');
const nothing = z.strictObject({});
/** No operation of the contract, but as reachable as one. */
const CALLBACK: Operation = {
  ...{ name: 'callback', area: 'service', method: 'POST', path: CALLBACK_PATH, summary: 'Delivery receipts of GOV.UK Notify' },
  access: PUBLIC,
  params: nothing,
  body: z.object({
    ...{ id: z.uuid(), reference: z.string().nullable(), to: z.string(), status: z.string(), created_at: z.iso.datetime() },
    ...{ completed_at: z.string().nullable(), sent_at: z.string().nullable(), notification_type: z.enum(['sms', 'letter']) },
    ...{ template_id: z.uuid(), template_version: z.int() },
  }),
  answer: nothing,
  errors: [],
};
const FUZZED = [...CONTRACT, CALLBACK];

let vu: Attacked;
let bystander: Victim;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
beforeAll(async () => {
  // None is sent: nothing looks for what is due.
  const emailTemplateIds = { code: { en: '' }, invitation: { en: '' }, alert: { en: '' } };
  const apiKey = `fuzz-${randomUUID()}-${randomUUID()}`;
  const notify = { apiKey, templateIds: { en: '' }, alertTemplateIds: { en: '' }, emailTemplateIds, callbackToken: CALLBACK_TOKEN };
  vu = await attack({ configuration: { ...BEHIND_A_PROXY, notify } });
  bystander = await vu.withEverything();
});
afterAll(async () => {
  agent.destroy();
  await vu.close();
});

/** What stands for something that is right by the time that a request is sent. */
const right = (name: string): string => `{${name}}`;

/** Values that mean something to an operation: of the contract's own words, of whoever calls, and of somebody else. */
function knownValues({ name }: Operation) {
  const { person } = bystander;
  const code = {
    verifyTextMessage: 'texted',
    verifyAuthenticator: 'shown',
    verifyRecoveryCode: 'recovery',
    verifyHelpDeskCode: 'helpDesk',
  }[name];
  const id = {
    dismissAlert: 'alert',
    removeTrustedDevice: 'trusted',
    endOtherSession: 'other',
    grantPass: 'pass',
    declinePass: 'pass',
    callback: 'message',
  }[name];
  return {
    email: [person.email, person.email, 'nobody@porthaven.example'],
    password: ['not it', person.password, person.password, 'x'.repeat(256)],
    application: ['customer-service-vu', 'control', 'forms-portal'],
    device: [person.device],
    language: ['en', 'cy'],
    trustToken: [null, 'A'.repeat(43)],
    code: code === undefined ? ['CDFGH2'] : [right(code), right(code), right(code), 'CDFGH2', '123456', ' 12 34 56 '],
    phoneNumber: ['07700 900999', '+44 7700 900998', '07797 900123', '020 7946 0000'],
    id: id === undefined ? [person.id] : [right(id), right(id), person.id, person.device.id],
    deviceId: [person.device.id],
    method: ['authenticator', 'text-message'],
    // Everybody's.
    currentPassword: ['not it', person.password, person.password],
    newPassword: ['heron-tide-wall-1'],
    number: [right('number'), right('number'), right('number'), 10],
    reason: ['The phone is at home and they are needed here'],
    status: ['delivered', 'permanent-failure', 'temporary-failure', 'sending', 'elephant'],
    notification_type: ['sms'],
  };
}

type Kind = 'session' | 'challenge';
interface Planned {
  readonly operation: Operation;
  readonly params: unknown;
  readonly body: unknown;
  readonly caller: CallerName;
  readonly token: Kind | 'receipts' | 'none' | 'nonsense';
  /** From how far off in the world; limits by address are another test's. */
  readonly place: number;
}

const CALLERS: readonly CallerName[] = [
  'everything',
  'recovering',
  'replacing',
  'newcomer',
  'phone-forgotten',
  'vouched-for',
  'leader',
  'manager',
];
const TOKENS: readonly Planned['token'][] = ['session', 'challenge', 'receipts', 'none', 'nonsense'];

/** The token that an operation takes. */
function tokenOf({ name, access }: Operation): Planned['token'] {
  if (name === CALLBACK.name) return 'receipts';
  return access.kind === 'public' ? 'none' : access.kind;
}

function requestsOf(operation: Operation): fc.Arbitrary<Planned> {
  return fc.record({
    operation: fc.constant(operation),
    params: valuesOf(operation.params, knownValues(operation)),
    body: valuesOf(operation.body, knownValues(operation)),
    caller: fc.oneof(
      { weight: 6, arbitrary: fc.constant(DONE_BY[operation.name] ?? 'everything') },
      { weight: 1, arbitrary: fc.constantFrom(...CALLERS) },
    ),
    token: fc.oneof({ weight: 6, arbitrary: fc.constant(tokenOf(operation)) }, { weight: 1, arbitrary: fc.constantFrom(...TOKENS) }),
    place: fc.nat(0xffff),
  });
}

const requests = (): fc.Arbitrary<Planned> =>
  fc.oneof(...FUZZED.map((operation) => ({ weight: RARE[operation.name] ?? WEIGHT, arbitrary: requestsOf(operation) })));

interface Sent {
  readonly status: number;
  readonly text: string;
  /** All that it held. */
  readonly strings: readonly string[];
}

async function send({ operation, params, body, token, place }: Planned, caller: Caller, index: number): Promise<Sent> {
  const { session, challenge } = caller;
  const bearer = { session, challenge, receipts: CALLBACK_TOKEN, none: null, nonsense: 'A'.repeat(43) }[token];
  const filled = <Content>(content: Content): Content => {
    const text = Object.entries(caller.right).reduce(
      (all, [name, value]) => all.replaceAll(JSON.stringify(right(name)), JSON.stringify(value)).replaceAll(right(name), String(value)),
      JSON.stringify(content) ?? '',
    );
    return text === '' ? content : JSON.parse(text);
  };
  const [sentParams, sentBody] = [filled(params), filled(body)];
  const url = `${index % 2 === 0 ? vu.api.url : vu.otherUrl}${pathOf(operation, textual(sentParams))}`;
  const { status, text } = await rawRequest(url, {
    agent,
    method: operation.method,
    headers: { ...from(`198.51.${place >> 8}.${place & 0xff}`), ...(bearer !== null && { authorization: `Bearer ${bearer}` }) },
    ...(operation.method === 'POST' && { body: JSON.stringify(sentBody) ?? '' }),
  });
  return { status, text, strings: stringsIn([sentParams, sentBody]) };
}

/** A URL can't hold half a surrogate pair, and has only text. */
function textual(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()]),
  );
}

/** What must never be in an answer, whoever asks: of the server, of somebody else, and one's own besides. */
function serverSecrets(): string[] {
  const { codes, audit, authenticator } = testKeys();
  const keys = [codes, audit.current.key, authenticator.current.key].flatMap((key) => [key.toString('hex'), key.toString('base64')]);
  const { person, secret, recoveryCodes, sessionToken } = bystander;
  return [
    ...keys,
    CALLBACK_TOKEN,
    '$argon2id$',
    'postgres',
    person.password,
    secret,
    ...recoveryCodes,
    sessionToken,
    person.phone,
    person.phone.slice(-6),
  ];
}

/** Refusals after which a caller needs something new before they can get further. */
const NEEDS_ANEW: Readonly<Record<string, Kind>> = {
  ...{ 'step-up-needed': 'session', 'pass-gone': 'challenge', 'pass-limit': 'challenge' },
  ...{ 'factor-exists': 'challenge', 'resend-too-soon': 'challenge', 'resend-limit': 'challenge' },
};
const USES_UP = /^(verify|usePass|grantPass|declinePass)/;

/** What a request has used up of its caller's, if anything. */
function usedUpBy({ operation, token }: Planned, caller: Caller, { status, text }: Sent): Kind | null {
  const { name, access } = operation;
  if ((token !== 'session' && token !== 'challenge') || token !== access.kind || caller[token] === null) return null;
  if (status === 401 || status === 423) return token;
  if (status === 200) return USES_UP.test(name) ? token : null;
  const needed = NEEDS_ANEW[/"code":"([a-z-]+)"/.exec(text)?.[1] ?? ''];
  return needed !== undefined && (needed === 'session' || DONE_BY[name] !== undefined) ? token : null;
}

/** Six digits of a phone number are in some id sooner or later. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

test('ten thousand requests made from the contract’s own schemas: no fault, no answer outside the contract, and no secret in any', {
  timeout: 600_000,
}, async ({ annotate }) => {
  const seed = randomInt(SEED_MOST);
  await annotate(`seed ${seed}`);
  const planned = fc.sample(requests(), { numRuns: REQUESTS, seed });
  const renewals = fuzzCallers(vu);
  const callers = new Map<CallerName, Caller>();
  for (const name of CALLERS) callers.set(name, await renewals[name](new Set()));
  const always = serverSecrets();
  const seen = new Map<number, number>();
  const sent = new Map(FUZZED.map(({ name }) => [name, { requests: 0, answered: 0 }]));
  const atOnce = async (at: number, chosen: readonly Planned[]): Promise<void> => {
    const batch = chosen.map((request) => ({ request, caller: callers.get(request.caller) as Caller }));
    const secrets = new Set([...always, ...[...callers.values()].flatMap((caller) => caller.secrets)]);
    const answers = await Promise.all(
      batch.map(async ({ request, caller }, index) => ({ request, caller, answer: await send(request, caller, index) })),
    );
    const usedUp = new Map<CallerName, Set<Kind>>();
    for (const [index, { request, caller, answer }] of answers.entries()) {
      const { operation } = request;
      const { status, text, strings } = answer;
      const about = () =>
        `request ${at + index} of seed ${seed}: ${operation.name} ${request.caller} ${request.token} ${JSON.stringify([request.params, request.body])} → ${status} ${text}`;
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status >= 500) expect.fail(about());
      const count = sent.get(operation.name);
      if (count === undefined) throw new Error('no such operation');
      count.requests += 1;
      if (status === 200 || status === 204) {
        count.answered += 1;
        const isOfContract = operation === CALLBACK ? text === '' : operation.answer.safeParse(JSON.parse(text)).success;
        if (!isOfContract) expect.fail(about());
      }
      // What was sent may come back where it is shown, such as a computer's name; what was never sent may not.
      const shown = text.replaceAll(UUID, '');
      const secret = [...secrets].find((each) => shown.includes(each));
      if (secret !== undefined && !strings.includes(secret)) expect.fail(about());
      const used = usedUpBy(request, caller, answer);
      if (used !== null) usedUp.set(request.caller, (usedUp.get(request.caller) ?? new Set()).add(used));
    }
    for (const [name, used] of usedUp) callers.set(name, await renewals[name](used));
  };
  for (let at = 0; at < planned.length; at += AT_ONCE) await atOnce(at, planned.slice(at, at + AT_ONCE));
  for (const operation of FUZZED.filter(({ name }) => !(name in ANSWERED_NOBODY))) {
    const isAnswered = () => (sent.get(operation.name)?.answered ?? 0) > 0;
    if (isAnswered()) continue;
    for (const [at, more] of fc.sample(requestsOf(operation), { numRuns: MORE_MOST, seed }).entries())
      if (!isAnswered()) await atOnce(REQUESTS + at, [more]);
  }
  // They got far: past the form, past the door, to every kind of refusal, and to what each operation is for.
  for (const status of [200, 400, 401, 403, 404, 409, 422])
    expect([status, seen.get(status) ?? 0]).toEqual([status, expect.toSatisfy((count: number) => count > 0)]);
  expect(seen.get(200) ?? 0).toBeGreaterThan(REQUESTS / 5);
  const names = (which: (count: { readonly requests: number; readonly answered: number }) => boolean) =>
    [...sent].filter(([, count]) => which(count)).map(([name]) => name);
  expect(names(({ requests }) => requests < REQUESTS_EACH_LEAST)).toEqual([]);
  expect(names(({ answered }) => answered === 0).sort()).toEqual(Object.keys(ANSWERED_NOBODY).sort());
  expect(await vu.query("select from sends where delivery = 'delivered' limit 1")).toHaveLength(1);
  expect(
    vu.api.log.filter((line) => ['fault', 'answer-invalid', 'refusal-not-declared'].includes(line.event)),
    `seed ${seed}`,
  ).toEqual([]);
});
