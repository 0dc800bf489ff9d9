import { expect, test } from 'vitest';
import { listen, post, TOKEN } from '../support/made-up-operations.ts';

/** What an answer holds, and the log of it. */

test('a fault answers with a reference that finds it in the log, and with nothing else of it', async () => {
  const { url, lines } = await listen();
  const answered = await post(url, '/v1/broken');
  const logged = lines.find((line) => line.event === 'fault');

  expect(answered).toMatchObject({ status: 500, code: 'internal' });
  expect(Object.keys(answered.content.error ?? {}).sort()).toEqual(['code', 'message', 'reference']);
  expect(logged?.fields['reference']).toBe(answered.content.error?.reference);
  expect(logged?.fields['at']).toContain('made-up-operations');
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
