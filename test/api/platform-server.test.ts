import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { rateLimit } from '../../server/http/rate-limit.ts';
import { startServer } from '../../server/start.ts';
import { API_ERRORS } from '../../shared/errors.ts';
import type { Operation } from '../../shared/operation.ts';
import { API_OPERATIONS } from '../../shared/operations.ts';
import { about, signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { pathOf } from '../support/client.ts';

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const OPERATIONS: readonly Operation[] = API_OPERATIONS;
const named = (operations: readonly Operation[]) => operations.map((operation) => [operation.name, operation] as const);
const guarded = OPERATIONS.filter((operation) => operation.access.kind !== 'public');

/** Parameters of the right shape, so that nothing is refused for its path. */
const PARAMETERS = { application: 'control', method: 'authenticator', id: randomUUID() };

async function send(operation: Operation, token?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(api.url + pathOf(operation, PARAMETERS), {
    method: operation.method,
    headers: {
      ...(operation.method === 'POST' && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(operation.method === 'POST' && { body: '{}' }),
  });
  return { status: response.status, text: await response.text() };
}

/** What the password gives someone who has no session yet. */
async function challengeToken(): Promise<string> {
  const person = api.person('both');
  const answer = await api.client.answer(signInWithPassword, {
    body: {
      email: person.email,
      password: person.password,
      application: 'customer-service-vu',
      device: { id: randomUUID(), name: 'Test', platform: 'linux' },
      language: 'en',
      trustToken: null,
    },
  });
  if (answer.outcome !== 'second-factor-needed') throw new Error('a second factor was not asked for');
  return answer.challengeToken;
}

test('the API says whose it is', async () => {
  expect(await api.client.answer(about)).toMatchObject({ organisation: { en: 'Porthaven Council', cy: 'Cyngor Porthafan' } });
});

test.each(named(guarded))('%s without a token is refused', async (_, operation) => {
  const { status, text } = await send(operation);

  expect(status).toBe(401);
  expect(text).toContain(operation.access.kind === 'challenge' ? 'challenge-gone' : 'not-signed-in');
  expect(text).not.toMatch(/ at |\.ts:|node_modules/);
});

test.each(named(guarded))('%s with a token that nobody was given is refused', async (_, operation) => {
  expect((await send(operation, randomBytes(32).toString('base64url'))).status).toBe(401);
});

test('what the password gives opens no operation of a session', async () => {
  const token = await challengeToken();

  for (const operation of guarded.filter((each) => each.access.kind === 'session')) {
    expect({ name: operation.name, ...(await send(operation, token)) }).toMatchObject({ name: operation.name, status: 401 });
  }
});

test.each(named(OPERATIONS))('%s answers a body of surprises with a refusal of the contract', async (_, operation) => {
  for (const body of [
    '[]',
    '"text"',
    '{"email":{"$ne":null}}',
    '{"code":123456}',
    `{"code":"${'9'.repeat(100)}"}`,
    '{"password":null,"x":{}}',
    '{\u0000}',
  ]) {
    const response = await fetch(api.url + pathOf(operation, PARAMETERS), {
      method: operation.method === 'GET' ? 'POST' : operation.method,
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status, body).toBeLessThan(500);
    expect(await response.json(), body).toMatchObject({
      error: { code: expect.stringMatching(new RegExp(`^(${Object.keys(API_ERRORS).join('|')})$`)) },
    });
  }
});

const openApiSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(
    z.string().startsWith('/'),
    z.partialRecord(
      z.enum(['get', 'post', 'delete']),
      z.object({
        operationId: z.string(),
        summary: z.string().min(1),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'header']), required: z.boolean(), schema: z.unknown() })),
        responses: z.record(z.string().regex(/^\d{3}$/), z.object({ description: z.string().min(1), content: z.unknown() })),
      }),
    ),
  ),
  components: z.object({
    schemas: z.object({ Error: z.unknown() }),
    securitySchemes: z.record(z.string(), z.object({ type: z.literal('http') })),
  }),
});

test('the OpenAPI document lists every operation once and names no scheme that it lacks', async () => {
  const document = openApiSchema.parse(await (await fetch(`${api.url}/v1/openapi.json`)).json());
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, each]) => (each === undefined ? [] : [{ path, method, ...each }])),
  );

  expect(listed.map((each) => each.operationId).sort()).toEqual(OPERATIONS.map((operation) => operation.name).sort());
  for (const each of listed) {
    const inPath = [...each.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const inAddress = each.parameters.filter((parameter) => parameter.in === 'path');
    expect(inAddress.map((parameter) => parameter.name)).toEqual(inPath);
    expect(inAddress.every(({ required }) => required)).toBe(true);
    for (const scheme of each.security.flatMap((one) => Object.keys(one)))
      expect(document.components.securitySchemes).toHaveProperty(scheme);
  }
});

test('the reference page has every operation and every refusal, and runs nothing', async () => {
  const response = await fetch(`${api.url}/docs`);
  const page = await response.text();

  for (const operation of OPERATIONS) expect(page).toContain(`<article id="${operation.name}"`);
  for (const code of Object.keys(API_ERRORS)) expect(page).toContain(`<code>${code}</code>`);
  expect(page).not.toMatch(/<script|javascript:|\son\w+=|https?:\/\/(?!json-schema)/);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
});

test('readiness names the state of the database, the migrations and text messages, and no secret', async () => {
  expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({
    status: 'ready',
    database: 'ok',
    migrations: 'ok',
    textMessages: 'ok',
    because: null,
    clock: 'ok',
  });
});

test('two instances count one limit, and parallel requests do not pass on the same allowance', async () => {
  const second = await api.another();
  const limits = [rateLimit(api.services.database, api.clock), rateLimit(second.services.database, api.clock)];
  const limit = { name: 'test', burst: 10, perMinute: 60 };
  const taken = await Promise.allSettled(Array.from({ length: 40 }, (_, at) => limits[at % 2]?.take(limit, '203.0.113.77')));

  expect(taken.filter((each) => each.status === 'fulfilled')).toHaveLength(10);
  await expect(limits[0]?.take(limit, '203.0.113.77')).rejects.toMatchObject({
    code: 'too-many-requests',
    details: { retryAfterSeconds: 1 },
  });
  await expect(limits[1]?.take(limit, '203.0.113.78')).resolves.toBeUndefined();

  api.clock.advance({ seconds: 2 });
  await limits[1]?.take(limit, '203.0.113.77');
  await limits[0]?.take(limit, '203.0.113.77');
  await expect(limits[1]?.take(limit, '203.0.113.77')).rejects.toMatchObject({ code: 'too-many-requests' });
});

test('a database with the made-up council in it is refused in production', async () => {
  await expect(startServer({ configuration: { ...api.configuration, mode: 'production' }, clock: api.clock })).rejects.toThrow(
    /made-up council/,
  );
});

test('the demo refuses to listen where others can reach it', async () => {
  const configuration = { ...api.configuration, listen: { host: '0.0.0.0', port: 0 } };

  await expect(startServer({ configuration, clock: api.clock })).rejects.toThrow(/this computer only/);
});

test('the log of all this names no person, password, token or code', () => {
  const text = JSON.stringify(api.log);

  expect(api.log.filter((line) => line.event === 'request').length).toBeGreaterThan(50);
  expect(text).not.toContain(api.person('both').email);
  expect(text).not.toContain(api.person('both').password);
  expect(text).not.toMatch(/07700|447700/);
  expect(api.log.filter((line) => line.level === 'error')).toEqual([]);
});
