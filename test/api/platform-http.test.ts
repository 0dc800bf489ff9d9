import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { trustedProxies } from '../../server/http/client-address.ts';
import type { BearerReader, Implementation, SessionCaller } from '../../server/http/implementation.ts';
import { implement } from '../../server/http/implementation.ts';
import type { Limit } from '../../server/http/rate-limit.ts';
import { Refusal } from '../../server/http/refusal.ts';
import { BODY_MOST_BYTES, serve } from '../../server/http/serve.ts';
import type { LogFields } from '../../server/log.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import { CHALLENGE, type Operation, operation, PUBLIC, SIGNED_IN, SIGNED_IN_OR_LOCKED, STEPPED_UP } from '../../shared/operation.ts';
import type { Permission } from '../../shared/permissions.ts';

/** The HTTP layer alone, around operations made up for the purpose, so that each rule of access is tried by itself. */

const nothing = z.strictObject({});
const base = { area: 'service', summary: 'Made up.', params: nothing, body: nothing, answer: nothing, errors: [] } as const;
const make = (name: string, access: Operation['access']) => operation({ ...base, name, method: 'POST', path: `/v1/${name}`, access });

const open = operation({
  ...base,
  name: 'open',
  method: 'POST',
  path: '/v1/open',
  access: PUBLIC,
  body: z.strictObject({ secret: z.string() }),
});
const look = operation({
  ...base,
  name: 'look',
  method: 'GET',
  path: '/v1/look/:id',
  access: PUBLIC,
  params: z.strictObject({ id: z.uuid() }),
});
const challenged = make('challenged', CHALLENGE);
const signedIn = make('signedIn', SIGNED_IN);
const evenLocked = make('evenLocked', SIGNED_IN_OR_LOCKED);
const steppedUp = make('steppedUp', STEPPED_UP);
const reporting = make('reporting', { kind: 'session', permission: 'reporting', stepUp: false, whileLocked: false });
const broken = make('broken', PUBLIC);
const wrong = make('wrong', PUBLIC);

const TOKEN = { challenge: 'c'.repeat(43), session: 's'.repeat(43), locked: 'l'.repeat(43), plain: 'p'.repeat(43) };
const CHALLENGE_OF = { kind: 'challenge', challengeId: 'challenge', userId: 'user' } as const;
const sessionOf = (change: Partial<SessionCaller>) => ({
  kind: 'session' as const,
  sessionId: 'session',
  userId: 'user',
  permissions: new Set<Permission>(['reporting']),
  locked: false,
  mustChangePassword: false,
  steppedUp: true,
  view: () => Promise.reject(new Error('nothing here looks at it')),
  ...change,
});
const SESSIONS: Readonly<Record<string, Omit<SessionCaller, 'origin'>>> = {
  [TOKEN.session]: sessionOf({}),
  [TOKEN.locked]: sessionOf({ locked: true }),
  [TOKEN.plain]: sessionOf({ permissions: new Set(), steppedUp: false }),
};
const bearer: BearerReader = {
  whyEnded: async () => undefined,
  challenge: async (token, origin) => (token === TOKEN.challenge ? { ...CHALLENGE_OF, origin } : null),
  session: async (token, origin) => {
    const session = SESSIONS[token];
    return session === undefined ? null : { ...session, origin };
  },
};

const done = async () => ({});
const implementations = (): Implementation[] => [
  implement(open, 'public', done),
  implement(look, 'public', done),
  implement(challenged, 'challenge', done),
  implement(signedIn, 'session', done),
  implement(evenLocked, 'session', done),
  implement(steppedUp, 'session', done),
  implement(reporting, 'session', done),
  implement(broken, 'public', async () => {
    throw new Error('duplicate key (email)=(nia@porthaven.example)');
  }),
  implement(wrong, 'public', async () => ({ surplus: 'hunter22' }) as unknown as Record<string, never>),
];

interface Listening {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly lines: { level: string; event: string; fields: LogFields }[];
  readonly networks: string[];
}
let running: Listening | undefined;
afterEach(async () => {
  await running?.app.close();
  running = undefined;
});

async function listen(list = implementations(), take?: (limit: Limit) => void): Promise<Listening> {
  const lines: Listening['lines'] = [];
  const networks: string[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, fields });
    };
  const app = serve({
    operations: list.map((each) => each.operation),
    implementations: list,
    bearer,
    limits: {
      take: async (limit, network) => {
        networks.push(network);
        take?.(limit);
      },
      prune: async () => {},
    },
    isTrustedProxy: trustedProxies(['127.0.0.1']) ?? (() => false),
    health: async () => ({ status: 'ready', database: 'ok', migrations: 'ok', textMessages: 'ok', because: null, clock: 'ok' }),
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    tls: null,
    secure: false,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  running = { app, url, lines, networks };
  return running;
}

/** An empty answer, or the whole of a refusal. */
const contentSchema = z.strictObject({ error: errorBodySchema.shape.error.optional() });

async function post(url: string, path: string, token?: string, body: string = '{}', headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    body,
  });
  const content = contentSchema.parse(await response.json());
  return { status: response.status, code: content.error?.code, content, headers: response.headers };
}

test.each([
  ['challenged', undefined, 401, 'challenge-gone'],
  ['challenged', TOKEN.session, 401, 'challenge-gone'],
  ['challenged', TOKEN.challenge, 200, undefined],
  ['signedIn', undefined, 401, 'not-signed-in'],
  ['signedIn', 'short', 401, 'not-signed-in'],
  ['signedIn', TOKEN.challenge, 401, 'not-signed-in'],
  ['signedIn', TOKEN.locked, 423, 'session-locked'],
  ['signedIn', TOKEN.plain, 200, undefined],
  ['evenLocked', TOKEN.locked, 200, undefined],
  ['evenLocked', TOKEN.challenge, 401, 'not-signed-in'],
  ['steppedUp', TOKEN.plain, 403, 'step-up-needed'],
  ['steppedUp', TOKEN.session, 200, undefined],
  ['reporting', TOKEN.plain, 403, 'not-permitted'],
  ['reporting', TOKEN.locked, 423, 'session-locked'],
  ['reporting', TOKEN.session, 200, undefined],
])('%s with token %s answers %i %s', async (name, token, status, code) => {
  const { url } = await listen();

  expect(await post(url, `/v1/${name}`, token)).toMatchObject({ status, code });
});

test('an operation that declares no access is refused to everyone', async () => {
  const slipped = { ...signedIn, name: 'slipped', path: '/v1/slipped', access: { kind: 'everyone' } } as unknown as Operation;
  const { url } = await listen([{ operation: slipped, run: done }]);

  for (const token of [undefined, ...Object.values(TOKEN)])
    expect(await post(url, '/v1/slipped', token)).toMatchObject({ status: 403, code: 'not-permitted' });
});

test('an operation without an implementation, with two, or outside the contract stops the start', () => {
  const start = (operations: Operation[], list: Implementation[]) => () =>
    serve({
      operations,
      implementations: list,
      bearer,
      limits: { take: async () => {}, prune: async () => {} },
      isTrustedProxy: () => false,
      health: async () => ({ status: 'ready', database: 'ok', migrations: 'ok', textMessages: 'ok', because: null, clock: 'ok' }),
      log: { info: () => {}, warn: () => {}, error: () => {} },
      tls: null,
      secure: false,
    });
  const one = implement(open, 'public', done);

  expect(start([open, look], [one])).toThrow('operation look has 0 implementations');
  expect(start([open], [one, implement(open, 'public', done)])).toThrow('operation open has 2 implementations');
  expect(start([], [one])).toThrow('open is implemented but not in the contract');
  expect(() => implement(signedIn, 'public', done)).toThrow('signedIn is for session callers');
});

test.each([
  ['no JSON', '{'],
  ['an array', '[]'],
  ['a missing field', '{}'],
  ['a field of another type', '{"secret":7}'],
  ['a field too many', '{"secret":"hunter22","more":1}'],
  ['a prototype', '{"secret":"hunter22","__proto__":{"admin":true}}'],
  ['a constructor', '{"secret":"hunter22","constructor":{"prototype":{"admin":true}}}'],
  ['null', 'null'],
])('a body that is %s is refused without repeating it', async (_, body) => {
  const { url } = await listen();
  const answered = await post(url, '/v1/open', undefined, body);

  expect(answered).toMatchObject({ status: 400, code: 'request-invalid' });
  expect(JSON.stringify(answered.content)).not.toMatch(/hunter22|admin|secret|more/);
});

test('a body that is too large is refused before it is read', async () => {
  const { url } = await listen();

  expect(await post(url, '/v1/open', undefined, JSON.stringify({ secret: 'x'.repeat(BODY_MOST_BYTES) }))).toMatchObject({
    status: 400,
    code: 'request-invalid',
  });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])('a body of type %s is refused', async (type) => {
  const { url } = await listen();

  expect(await post(url, '/v1/open', undefined, '{"secret":"x"}', { 'content-type': type })).toMatchObject({
    status: 400,
    code: 'request-invalid',
  });
});

test('a path parameter that does not fit is refused, and a query is', async () => {
  const { url } = await listen();
  const id = '7b5d4d0e-6b44-4f0f-9d3a-0d6a5c1c2f11';

  expect((await fetch(`${url}/v1/look/${id}`)).status).toBe(200);
  expect((await fetch(`${url}/v1/look/1%20or%201=1`)).status).toBe(400);
  expect((await fetch(`${url}/v1/look/${id}?token=x`)).status).toBe(400);
});

test('a stranger is told nothing about what would have fitted', async () => {
  const { url } = await listen();

  expect(await post(url, '/v1/signedIn', undefined, '{"surplus":1}')).toMatchObject({ status: 401, code: 'not-signed-in' });
});

test('an unknown path is not found, in the same form', async () => {
  const { url } = await listen();
  const response = await fetch(`${url}/v1/../etc/passwd`);

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { code: 'not-found', reference: response.headers.get('x-request-id') } });
});

test.each(['/v1/look/%zz', '/%', `/v1/look/${'x'.repeat(500)}`])(
  'the nonsensical address %s is refused in the same form',
  async (address) => {
    const { url } = await listen();
    const response = await fetch(url + address);

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(errorBodySchema.parse(await response.json()).error.reference).toBe(response.headers.get('x-request-id'));
  },
);

test('a method that an operation does not have runs nothing', async () => {
  let runs = 0;
  const counted = implement(look, 'public', async () => {
    runs += 1;
    return {};
  });
  const { url } = await listen([counted]);
  const address = `${url}/v1/look/7b5d4d0e-6b44-4f0f-9d3a-0d6a5c1c2f11`;

  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await fetch(address, { method })).status, method).toBe(404);
  expect(runs).toBe(0);
});

test('a fault answers with a reference that finds it in the log, and with nothing else of it', async () => {
  const { url, lines } = await listen();
  const answered = await post(url, '/v1/broken');
  const logged = lines.find((line) => line.event === 'fault');

  expect(answered).toMatchObject({ status: 500, code: 'internal' });
  expect(Object.keys(answered.content.error ?? {}).sort()).toEqual(['code', 'message', 'reference']);
  expect(logged?.fields['reference']).toBe(answered.content.error?.reference);
  expect(logged?.fields['at']).toContain('platform-http.test');
  expect(JSON.stringify([answered.content, lines])).not.toMatch(/nia@|duplicate key|node_modules\/fastify.*"message"/);
});

test('an answer that does not fit the contract is not sent', async () => {
  const { url, lines } = await listen();
  const answered = await post(url, '/v1/wrong');

  expect(answered).toMatchObject({ status: 500, code: 'internal' });
  expect(lines.find((line) => line.event === 'answer-invalid')?.fields).toMatchObject({ operation: 'wrong' });
  expect(JSON.stringify([answered.content, lines])).not.toContain('hunter22');
});

test('the log has no body, header, query or path of a request', async () => {
  const { url, lines } = await listen();
  await post(url, '/v1/open?q=query-secret', TOKEN.session, '{"secret":"body-secret"}', { 'x-secret': 'header-secret' });
  await fetch(`${url}/v1/look/path-secret`);

  expect(lines.filter((line) => line.event === 'request')).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toMatch(/-secret|sssss/);
});

test('every answer forbids storing, framing, guessing and running it', async () => {
  const { url } = await listen();
  for (const response of await Promise.all(
    ['/v1/openapi.json', '/docs', '/healthz', '/nowhere', '/v1/look/x'].map((path) => fetch(url + path)),
  )) {
    expect(response.headers.get('cache-control'), response.url).toBe('no-store');
    expect(response.headers.get('content-security-policy'), response.url).toContain("default-src 'none'");
    expect(response.headers.get('x-content-type-options'), response.url).toBe('nosniff');
    expect(response.headers.get('access-control-allow-origin'), response.url).toBeNull();
    expect(response.headers.get('server'), response.url).toBeNull();
  }
});

test('a limit answers when to come back', async () => {
  const { url } = await listen(implementations(), () => {
    throw new Refusal('too-many-requests', { retryAfterSeconds: 12 });
  });
  const answered = await post(url, '/v1/open', undefined, '{"secret":"x"}');

  expect(answered).toMatchObject({ status: 429, code: 'too-many-requests', content: { error: { details: { retryAfterSeconds: 12 } } } });
  expect(answered.headers.get('retry-after')).toBe('12');
});

test('limits count the address that the trusted proxy saw, whatever the client claims', async () => {
  const { url, networks } = await listen();
  for (const claim of ['203.0.113.4', '10.9.8.7, 203.0.113.4', '2001:db8:1:2::7', '2001:DB8:1:2:9::']) {
    await post(url, '/v1/open', undefined, '{"secret":"x"}', { 'x-forwarded-for': claim });
  }

  expect(networks).toEqual(['203.0.113.4', '203.0.113.4', '2001:db8:1:2::/64', '2001:db8:1:2::/64']);
});

test('a request with two lengths is not taken for two requests', async () => {
  const { url } = await listen();
  const { port } = new URL(url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        'POST /v1/open HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 40\r\n\r\n{}POST /v1/open HTTP/1.1\r\nhost: x\r\n\r\n',
      );
    });
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });

  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(answer).toContain('400');
});

test('closing lets a request under way finish', async () => {
  let finish = (): void => {};
  let arrived = (): void => {};
  const started = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const slow = make('slow', PUBLIC);
  const { app, url } = await listen([
    implement(slow, 'public', async () => {
      arrived();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return {};
    }),
  ]);
  const answer = new Promise<number>((resolve, reject) => {
    const sent = httpRequest(`${url}/v1/slow`, { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
  await started;
  const closed = app.close();
  finish();

  expect(await answer).toBe(200);
  await closed;
});

test('the OpenAPI document has every operation, with its refusals and its security', async () => {
  const { url } = await listen();
  const document: unknown = await (await fetch(`${url}/v1/openapi.json`)).json();

  expect(document).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/v1/look/{id}': { get: { operationId: 'look', security: [], parameters: [{ name: 'id', in: 'path', required: true }] } },
      '/v1/open': {
        post: { requestBody: { content: { 'application/json': { schema: { properties: { secret: { type: 'string' } } } } } } },
      },
      '/v1/reporting': {
        post: {
          security: [{ session: [] }],
          'x-permission': 'reporting',
          responses: { 403: { description: expect.stringContaining('not-permitted') } },
        },
      },
    },
  });
});
