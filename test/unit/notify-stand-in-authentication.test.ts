import { expect, test } from 'vitest';
import type { StandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { HandClock, refusal, secretOf, serviceIdOf, standIn, token } from '../support/notify.ts';

const GENERAL =
  'Invalid token: make sure your API token matches the example at https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header';
const CLOCK = 'Error: Your system clock must be accurate to within 30 seconds';

const clock = new HandClock();
const NOW = clock.now().getTime() / 1000;

async function ask(notify: StandIn, authorization?: string) {
  const response = await fetch(`${notify.url}/v2/notifications`, { headers: authorization === undefined ? {} : { authorization } });
  return { status: response.status, body: await response.json() };
}

interface Case {
  readonly name: string;
  readonly header: (notify: StandIn) => string | undefined;
  readonly answer: ReturnType<typeof refusal> | 200;
}

const good = (notify: StandIn) => ({ iss: serviceIdOf(notify.apiKey), iat: NOW });
const signed = (claims: (notify: StandIn) => Record<string, unknown>, header?: Record<string, unknown>) => (notify: StandIn) =>
  `Bearer ${token(claims(notify), secretOf(notify.apiKey), header)}`;
const forbidden = (message: string) => refusal(403, 'AuthError', message);

const CASES: readonly Case[] = [
  { name: 'a good token is accepted', header: signed(good), answer: 200 },
  { name: 'the scheme may be in lower case', header: (notify) => signed(good)(notify).replace('Bearer', 'bearer'), answer: 200 },
  {
    name: 'a header is needed',
    header: () => undefined,
    answer: refusal(401, 'AuthError', 'Unauthorized: authentication token must be provided'),
  },
  {
    name: 'another scheme is refused',
    header: () => 'Basic abc',
    answer: refusal(401, 'AuthError', 'Unauthorized: authentication bearer scheme must be used'),
  },
  { name: 'something that is no token is refused', header: () => 'Bearer 1234', answer: forbidden(GENERAL) },
  { name: 'a token of two parts is refused', header: (notify) => signed(good)(notify).replace(/\.[^.]*$/, ''), answer: forbidden(GENERAL) },
  {
    name: 'claims that are no object are refused',
    header: (notify) => `Bearer ${token([] as never, secretOf(notify.apiKey))}`,
    answer: forbidden(GENERAL),
  },
  { name: 'a token needs an issuer', header: signed(() => ({ iat: NOW })), answer: forbidden('Invalid token: iss field not provided') },
  {
    name: 'the issuer is a UUID',
    header: signed(() => ({ iss: 'not-a-valid-id', iat: NOW })),
    answer: forbidden('Invalid token: service id is not the right data type'),
  },
  {
    name: 'the issuer is text',
    header: signed(() => ({ iss: 5, iat: NOW })),
    answer: forbidden('Invalid token: service id is not the right data type'),
  },
  {
    name: 'the service exists',
    header: signed((notify) => ({ iss: secretOf(notify.apiKey), iat: NOW })),
    answer: forbidden('Invalid token: service not found'),
  },
  {
    name: 'the service has keys',
    header: signed((notify) => ({ iss: notify.serviceIds.keyless, iat: NOW })),
    answer: forbidden('Invalid token: service has no API keys'),
  },
  {
    name: 'the service is not archived, whoever signed',
    header: signed((notify) => ({ iss: notify.serviceIds.archived, iat: NOW })),
    answer: forbidden('Invalid token: service is archived'),
  },
  { name: 'a token of 30 seconds is accepted', header: signed((notify) => ({ ...good(notify), iat: NOW - 30 })), answer: 200 },
  { name: 'a token of 31 seconds is refused', header: signed((notify) => ({ ...good(notify), iat: NOW - 31 })), answer: forbidden(CLOCK) },
  // The reference refuses a time “in the future”, however little: the 30 seconds are for the past alone.
  {
    name: 'a token from a second ahead is refused',
    header: signed((notify) => ({ ...good(notify), iat: NOW + 1 })),
    answer: forbidden(CLOCK),
  },
  {
    name: 'a token from 30 seconds ahead is refused',
    header: signed((notify) => ({ ...good(notify), iat: NOW + 30 })),
    answer: forbidden(CLOCK),
  },
  {
    name: 'a token from 31 seconds ahead is refused',
    header: signed((notify) => ({ ...good(notify), iat: NOW + 31 })),
    answer: forbidden(CLOCK),
  },
  { name: 'a time that is no number is refused', header: signed((notify) => ({ ...good(notify), iat: 'now' })), answer: forbidden(CLOCK) },
  {
    name: 'another algorithm is refused before the signature is looked at',
    header: signed(good, { alg: 'HS512', typ: 'JWT' }),
    answer: forbidden('Invalid token: algorithm used is not HS256'),
  },
  {
    name: 'no algorithm at all is refused',
    header: signed(good, { alg: 'none', typ: 'JWT' }),
    answer: forbidden('Invalid token: algorithm used is not HS256'),
  },
  { name: 'an audience is refused', header: signed((notify) => ({ ...good(notify), aud: 'notify' })), answer: forbidden(GENERAL) },
  { name: 'an expired token is refused', header: signed((notify) => ({ ...good(notify), exp: NOW - 31 })), answer: forbidden(GENERAL) },
  {
    name: 'a wrong signature is refused',
    header: (notify) => `Bearer ${token(good(notify), 'not-so-secret')}`,
    answer: forbidden('Invalid token: API key not found'),
  },
  {
    name: 'an old token that the key did not sign is told about the key, not the clock',
    header: (notify) => `Bearer ${token({ ...good(notify), iat: NOW - 3600 }, 'not-so-secret')}`,
    answer: forbidden('Invalid token: API key not found'),
  },
  {
    name: 'a token without a time is passed over',
    header: signed((notify) => ({ iss: serviceIdOf(notify.apiKey) })),
    answer: forbidden('Invalid token: API key not found'),
  },
  {
    name: 'a revoked key is refused',
    header: (notify) => `Bearer ${token(good(notify), secretOf(notify.otherApiKeys.revoked))}`,
    answer: forbidden('Invalid token: API key revoked'),
  },
];

test.each(CASES)('authentication: $name', async ({ header, answer }) => {
  const notify = await standIn({ clock, tokenClock: clock });
  const got = await ask(notify, header(notify));
  if (answer === 200) expect(got.status).toBe(200);
  else expect(got).toEqual(answer);
});

/** What can be wrong with a token, in the order in which it is told, each on top of all that come after it. */
const ORDER: readonly (readonly [string, (notify: StandIn) => Record<string, unknown>])[] = [
  ['iss field not provided', () => ({ iss: undefined })],
  ['service id is not the right data type', () => ({ iss: 'not-a-valid-id' })],
  ['service not found', (notify) => ({ iss: secretOf(notify.apiKey) })],
  ['service has no API keys', (notify) => ({ iss: notify.serviceIds.keyless })],
  ['service is archived', (notify) => ({ iss: notify.serviceIds.archived })],
];

test('what is wrong with a token’s issuer is told before anything else, in the order of the reference', async () => {
  const notify = await standIn({
    clock,
    tokenClock: clock,
    // A service without keys that is archived as well.
    services: (made) => new Map([...made].map(([id, service]) => [id, { ...service, active: service.keys.length > 0 && service.active }])),
  });
  for (const [message, issuer] of ORDER) {
    const claims = { iat: NOW - 3600, aud: 'notify', ...issuer(notify) };
    const header = `Bearer ${token(claims, 'not-so-secret', { alg: 'HS512', typ: 'JWT' })}`;
    expect(await ask(notify, header)).toEqual(forbidden(`Invalid token: ${message}`));
  }
});

test('with the issuer right, the time is told before the algorithm, that before other claims, those before a revoked key', async () => {
  const notify = await standIn({ clock, tokenClock: clock });
  const ofRevoked = (claims: Record<string, unknown>, alg: string) =>
    ask(notify, `Bearer ${token({ ...good(notify), ...claims }, secretOf(notify.otherApiKeys.revoked), { alg, typ: 'JWT' })}`);
  for (const iat of [NOW - 31, NOW + 1]) expect(await ofRevoked({ iat, aud: 'notify' }, 'HS512')).toEqual(forbidden(CLOCK));
  expect(await ofRevoked({ aud: 'notify' }, 'HS512')).toEqual(forbidden('Invalid token: algorithm used is not HS256'));
  expect(await ofRevoked({ aud: 'notify' }, 'HS256')).toEqual(forbidden(GENERAL));
  expect(await ofRevoked({ iat: undefined }, 'HS256')).toEqual(forbidden('Invalid token: API key not found'));
  expect(await ofRevoked({}, 'HS256')).toEqual(forbidden('Invalid token: API key revoked'));
});

test('a token that Notify’s own client made in this second is never of the future, though it rounds the time up', async () => {
  const hand = new HandClock('2026-03-27T09:00:00.500Z');
  const notify = await standIn({ clock: hand, tokenClock: hand });
  const iat = Math.round(hand.now().getTime() / 1000);
  const header = `Bearer ${token({ iss: serviceIdOf(notify.apiKey), iat }, secretOf(notify.apiKey))}`;
  expect((await ask(notify, header)).status).toBe(200);
  hand.move(-1);
  expect(await ask(notify, header)).toEqual(forbidden(CLOCK));
});

test('a clock that is put out refuses a good token, and mends when it is put right', async () => {
  const notify = await standIn({ clock, tokenClock: clock });
  for (const seconds of [31, -1]) {
    notify.control.skew(seconds);
    expect(await ask(notify, signed(good)(notify))).toEqual(forbidden(CLOCK));
  }
  notify.control.skew(0);
  expect((await ask(notify, signed(good)(notify))).status).toBe(200);
});

test('who asks is checked before what is asked, and what is asked for before who asks', async () => {
  const notify = await standIn({ clock, tokenClock: clock });
  const send = await fetch(`${notify.url}/v2/notifications/sms`, { method: 'POST', body: 'not JSON' });
  expect(send.status).toBe(401);
  const nothing = await fetch(`${notify.url}/v2/nothing`);
  expect({ status: nothing.status, body: await nothing.json() }).toEqual({
    status: 404,
    body: {
      result: 'error',
      message: 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
    },
  });
  const wrong = await fetch(`${notify.url}/v2/notifications`, { method: 'DELETE' });
  expect({ status: wrong.status, body: await wrong.json() }).toEqual({
    status: 405,
    body: { result: 'error', message: 'The method is not allowed for the requested URL.' },
  });
});
