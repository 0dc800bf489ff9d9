import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { checkAddress } from '../../electron/api/address.ts';
import { createConnection } from '../../electron/api/connection.ts';
import { about } from '../../shared/sign-in/operations.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { ABOUT } from '../support/workflow.ts';

test.each([
  ['vu.council.example', 'https://vu.council.example'],
  ['  https://VU.Council.example/  ', 'https://vu.council.example'],
  ['vu.council.example:8443', 'https://vu.council.example:8443'],
  ['http://localhost:4000', 'http://localhost:4000'],
  ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000'],
  ['http://[::1]:4000', 'http://[::1]:4000'],
  ['https://192.0.2.7', 'https://192.0.2.7'],
])('%j is the address %s', (typed, address) => {
  expect(checkAddress(typed)).toEqual({ ok: true, address });
});

test.each(['http://vu.council.example', 'http://10.0.0.1', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
  '%j is refused: a password would go there in the clear',
  (typed) => {
    expect(checkAddress(typed)).toEqual({ ok: false, problem: 'address-insecure' });
  },
);

test.each([
  '',
  '   ',
  'https://',
  'https://user:secret@vu.example',
  'user@vu.example',
  'https://vu.example/path',
  'vu.example/v1',
  'https://vu.example?x=1',
  'https://vu.example/?',
  'https://vu.example#x',
  'ftp://vu.example',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'vu example',
  'https://vu.example\\@evil.example',
  'https://vu.ex\tample',
])('%j is not an address', (typed) => {
  expect(checkAddress(typed)).toEqual({ ok: false, problem: 'address-invalid' });
});

async function withServer(status: number, body: unknown, run: (address: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body)),
  );
  const port = await listenOnLoopback(server);
  try {
    await run(`http://127.0.0.1:${port}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function connectionTo(address: string | null, saved: string[] = [], managed = false) {
  return createConnection({ fetch, address, managed, save: (one) => saved.push(one), userAgent: 'VuDesktop/test', timeoutMs: 2_000 });
}

test('an address is used and saved only after a Vu API answered there', async () => {
  await withServer(200, ABOUT, async (address) => {
    const saved: string[] = [];
    const { api, connection } = connectionTo(null, saved);
    expect(await api.call(about, { params: {}, body: {}, bearer: null })).toEqual({ ok: false, failure: { kind: 'unreachable' } });
    expect(await connection.ask(`${address}/`)).toEqual({ ok: true, address, about: ABOUT });
    expect([connection.current(), saved]).toEqual([null, []]);
    connection.use('https://another.example');
    expect([connection.current(), saved]).toEqual([null, []]);
    connection.use(address);
    expect(saved).toEqual([address]);
    expect(connection.current()).toBe(address);
    expect(await api.call(about, { params: {}, body: {}, bearer: null })).toEqual({ ok: true, answer: ABOUT });
  });
});

test('an address where something else answers is neither used nor saved', async () => {
  await withServer(200, { hello: 'world' }, async (address) => {
    const saved: string[] = [];
    const { connection } = connectionTo(null, saved);
    expect(await connection.ask(address)).toEqual({ ok: false, problem: { kind: 'answer-unknown' } });
    connection.use(address);
    expect(saved).toEqual([]);
    expect(connection.current()).toBeNull();
  });
});

test('an address that was given but would be insecure counts as none', () => {
  expect(connectionTo('http://vu.council.example').connection.current()).toBeNull();
});

test('an address that IT manages is not replaced, even if the screen asked for it', async () => {
  await withServer(200, ABOUT, async (address) => {
    const { connection } = connectionTo('https://vu.council.example', [], true);
    expect(connection.check(address).ok).toBe(false);
    expect((await connection.ask(address)).ok).toBe(false);
    connection.use(address);
    expect(connection.current()).toBe('https://vu.council.example');
  });
});
