import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ConfigurationRefused, readConfiguration, readOperatorConfiguration } from '../../server/configuration.ts';
import type { Ended } from '../support/ended-program.ts';
import { runProgram } from '../support/ended-program.ts';

const key = () => randomBytes(32).toString('base64');
const good = (): Record<string, string> => ({
  DATABASE_URL: 'postgres://vu:secret@127.0.0.1:5432/vu',
  VU_KEY_CODES: key(),
  VU_KEY_AUDIT: key(),
  VU_KEYS_AUTHENTICATOR: `2026:${key()},2025:${key()}`,
  VU_NOTIFY_API_KEY: 'vu-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0',
  VU_NOTIFY_TEMPLATE_ID: 'f33517ff-2a88-4f6e-b855-c550268ce08a',
  VU_NOTIFY_ALERT_TEMPLATE_ID: 'f33517ff-2a88-4f6e-b855-c550268ce08b',
});

/** The one line that a person would see. */
function refusal(change: Record<string, string | undefined>): string {
  try {
    readConfiguration({ ...good(), ...change });
  } catch (error) {
    if (error instanceof ConfigurationRefused) return error.message;
    throw error;
  }
  throw new Error('the configuration was taken');
}

test('a complete configuration is taken, and is for production', () => {
  const configuration = readConfiguration(good());

  expect(configuration).toMatchObject({ mode: 'production', listen: { host: '127.0.0.1', port: 8080 }, secure: false, trustedProxies: [] });
  expect(configuration.keys.authenticator.current.id).toBe('2026');
  expect([...configuration.keys.authenticator.byId.keys()]).toEqual(['2026', '2025']);
});

test('the key of codes is one alone, as it was before it could be rotated, or several with the current one first', () => {
  const [now, before] = [key(), key()];
  const ringOf = (text: string) => readConfiguration({ ...good(), VU_KEY_CODES: text }).keys.codes;
  expect(ringOf(before).current.key.toString('base64')).toBe(before);
  const ring = ringOf(`2027:${now},${before}`);
  expect(ring.current).toEqual({ id: '2027', key: Buffer.from(now, 'base64') });
  expect([...ring.byId.values()].map((each) => each.toString('base64'))).toEqual([now, before]);
});

test.each([
  'DATABASE_URL',
  'VU_KEY_CODES',
  'VU_KEY_AUDIT',
  'VU_KEYS_AUTHENTICATOR',
  'VU_NOTIFY_API_KEY',
  'VU_NOTIFY_TEMPLATE_ID',
  'VU_NOTIFY_ALERT_TEMPLATE_ID',
])('without %s the line says that it is missing', (name) => {
  expect(refusal({ [name]: undefined })).toBe(`${name} is missing`);
  expect(refusal({ [name]: '  ' })).toBe(`${name} is missing`);
});

test.each([
  ['DATABASE_URL', 'mysql://vu:hunter22@db/vu'],
  ['LISTEN', 'everywhere'],
  ['LISTEN', '127.0.0.1:70000'],
  ['VU_DATABASE_POOL', '4711'],
  ['VU_DATABASE_POOL', 'many'],
  ['VU_BEHIND_TLS_PROXY', 'perhaps'],
  ['VU_TRUSTED_PROXIES', 'the-proxy'],
  ['VU_KEY_CODES', 'c2hvcnQ='],
  ['VU_KEY_AUDIT', 'not base64!'],
  ['VU_KEYS_AUTHENTICATOR', 'one:c2hvcnQ='],
  ['VU_NOTIFY_API_KEY', 'hunter22'],
  ['VU_NOTIFY_TEMPLATE_ID', 'hunter22'],
])('a wrong %s (%s) is named in one line that does not repeat it', (name, value) => {
  const line = refusal({ [name]: value });

  expect(line.startsWith(`${name} `)).toBe(true);
  expect(line).not.toContain('\n');
  expect(line).not.toContain(value);
});

test.each([
  ['one byte over and over', Buffer.alloc(32, 0x5a)],
  ['a pattern', Buffer.from('0123456789abcdef'.repeat(4), 'hex')],
  ['counting', Buffer.from(Array.from({ length: 32 }, (_, at) => at + 7))],
  ['a sentence', Buffer.from('correct horse battery staple 123')],
])('a key that is %s is weak', (_, bytes) => {
  expect(bytes).toHaveLength(32);
  expect(refusal({ VU_KEY_CODES: bytes.toString('base64') })).toMatch(/^VU_KEY_CODES is weak/);
  expect(refusal({ VU_KEYS_AUTHENTICATOR: `new:${key()},old:${bytes.toString('base64')}` })).toMatch(/^VU_KEYS_AUTHENTICATOR is weak/);
});

test('one key for two purposes is refused', () => {
  const shared = key();

  expect(refusal({ VU_KEY_CODES: shared, VU_KEY_AUDIT: shared })).toMatch(/^VU_KEY_AUDIT is weak/);
});

test.each(['0.0.0.0:8080', '[::]:8080', '192.0.2.1:80'])('plain HTTP on %s is refused', (listen) => {
  expect(refusal({ LISTEN: listen })).toMatch(/^LISTEN is not on loopback/);
});

test('plain HTTP to a named proxy that ends TLS is allowed, to an unnamed one is not', () => {
  expect(refusal({ LISTEN: '0.0.0.0:8080', VU_BEHIND_TLS_PROXY: 'yes' })).toMatch(/^VU_TRUSTED_PROXIES is missing/);
  expect(
    readConfiguration({ ...good(), LISTEN: '0.0.0.0:8080', VU_BEHIND_TLS_PROXY: 'yes', VU_TRUSTED_PROXIES: '10.0.0.5' }),
  ).toMatchObject({
    secure: true,
    trustedProxies: ['10.0.0.5'],
  });
});

const REMOTE = /^DATABASE_URL names a database on another computer, which has to show a certificate: add sslmode=verify-full/;
test.each([
  'postgres://vu:secret@db.council.example:5432/vu',
  'postgres://vu:secret@192.0.2.7/vu?sslmode=disable',
  'postgres://vu:secret@[2001:db8::7]/vu',
  'postgres://vu:secret@db.council.example/vu?ssl=true',
  'postgres://vu:secret@db.council.example/vu?ssl=no-verify',
  // To psql and pg_dump, which are given the same address, these are satisfied with any certificate.
  'postgres://vu:secret@db.council.example/vu?sslmode=prefer',
  'postgres://vu:secret@db.council.example/vu?sslmode=require',
  'postgres://vu:secret@db.council.example/vu?sslmode=verify-ca',
  'postgres://vu:secret@db.council.example/vu?sslmode=no-verify',
  'postgres://vu:secret@db.council.example/vu?sslmode=verify-full&sslmode=no-verify',
  // Where it goes is not what stands first.
  'postgres://vu:secret@127.0.0.1/vu?host=db.council.example',
  'postgres://vu:secret@localhost/vu?sslmode=require&host=192.0.2.7',
])('a database on another computer at %s, whose certificate is not verified, is refused', (url) => {
  expect(refusal({ DATABASE_URL: url })).toMatch(REMOTE);
  expect(() => readOperatorConfiguration(null, { DATABASE_URL: url, VU_KEY_AUDIT: key() })).toThrow(REMOTE);
});

test.each([
  'postgres://vu:secret@db.council.example/vu?sslmode=verify-full',
  'postgres://vu:secret@192.0.2.7/vu?sslmode=no-verify&sslmode=verify-full',
  'postgres://vu:secret@[::1]:5432/vu',
  'postgres://vu:secret@localhost/vu',
  'postgres://vu@%2Fvar%2Frun%2Fpostgresql/vu',
  'postgres:///vu?host=/var/run/postgresql',
])('a database at %s is taken', (url) => {
  expect(readConfiguration({ ...good(), DATABASE_URL: url }).databaseUrl).toBe(url);
});

test('what turns off the check of every certificate is refused', () => {
  expect(refusal({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toMatch(/^NODE_TLS_REJECT_UNAUTHORIZED must not be set/);
});

test('a list of proxies that is most of the internet is refused', () => {
  expect(refusal({ VU_TRUSTED_PROXIES: '0.0.0.0/1,128.0.0.0/1' })).toMatch(/^VU_TRUSTED_PROXIES covers a part of the internet/);
});

test.each(['http://127.0.0.1:6011', 'http://notify.example', 'https://127.0.0.1:6011', 'https://[::1]:6011', 'https://localhost'])(
  'the Notify stand-in at %s is refused',
  (url) => {
    expect(refusal({ VU_NOTIFY_URL: url })).toMatch(/^VU_NOTIFY_URL /);
  },
);

test('a TLS certificate without its key, or one that is not there, is named', () => {
  expect(refusal({ VU_TLS_CERT_FILE: '/nowhere' })).toMatch(/^VU_TLS_KEY_FILE is missing/);
  expect(refusal({ VU_TLS_CERT_FILE: '/nowhere', VU_TLS_KEY_FILE: '/nowhere' })).toMatch(/^VU_TLS_CERT_FILE names a file/);
});

/** The production entry as `npm run server` starts it, with nothing in its environment but what is given. */
const startProduction = (env: Record<string, string>): Promise<Ended> =>
  runProgram(fileURLToPath(new URL('../../server/main.ts', import.meta.url)), { env });

test('production that is configured wrongly ends with code 1 and one line', async () => {
  expect(await startProduction({})).toEqual({ code: 1, output: '', errors: 'vu-api: DATABASE_URL is missing\n' });
});

test('production whose database is not there ends with code 1 and one line', async () => {
  const ended = await startProduction({ ...good(), DATABASE_URL: 'postgres://vu:secret@127.0.0.1:1/vu' });

  expect(ended).toEqual({ code: 1, output: '', errors: 'vu-api: DATABASE_URL names a database that can’t be reached\n' });
});
