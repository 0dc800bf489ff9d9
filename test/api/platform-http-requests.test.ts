import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { implement } from '../../server/http/implementation.ts';
import { Refusal } from '../../server/http/refusal.ts';
import { BODY_MOST_BYTES } from '../../server/http/serve.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import { PUBLIC } from '../../shared/operation.ts';
import { implementations, listen, make, post } from '../support/made-up-operations.ts';

/** What is taken for a request, and what is not. */

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
