import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDataFolder } from '../../build/folders.mjs';
import { type Postgres, startPostgres } from '../../build/postgres.ts';
import { unprivilegedUser } from '../../build/unprivileged.mjs';
import { ConfigurationRefused, readConfiguration } from '../../server/configuration.ts';
import { COUNCIL_AUTHORITY, COUNCIL_CERTIFICATE, COUNCIL_KEY, UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from '../support/certificate.ts';
import { emptyDatabase } from '../support/database.ts';
import { runProgram } from '../support/ended-program.ts';

/** A setting that can't be used ends the start with one plain line: which it is, what is wrong with it, what to do. */

const PASSWORD = 'hunter22hunter';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(testDataFolder(), 'settings-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
}

const key = () => randomBytes(32).toString('base64');
const good = (): Record<string, string> => ({
  DATABASE_URL: 'postgres://vu:secret@127.0.0.1:1/vu',
  VU_KEY_CODES: key(),
  VU_KEY_AUDIT: key(),
  VU_KEYS_AUTHENTICATOR: key(),
  VU_NOTIFY_API_KEY: 'vu-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0',
  VU_NOTIFY_TEMPLATE_ID: 'f33517ff-2a88-4f6e-b855-c550268ce08a',
  VU_NOTIFY_ALERT_TEMPLATE_ID: 'f33517ff-2a88-4f6e-b855-c550268ce08b',
});

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const OPERATOR = fileURLToPath(new URL('../../server/control/operator.ts', import.meta.url));

/** What somebody sees who starts the API, after `vu-api: `. */
async function line(change: Record<string, string>): Promise<string> {
  const said = judged(change) ?? (await started(change));
  expect(said).toMatch(/^[A-Z_]+ [^\n{}]+$/);
  expect(said).not.toMatch(/hunter22|ERR_|\.ts|undefined/);
  return said;
}

/** Most is known before anything is started. */
function judged(change: Record<string, string>): string | null {
  try {
    readConfiguration({ ...good(), ...change });
    return null;
  } catch (error) {
    if (error instanceof ConfigurationRefused) return error.message;
    throw error;
  }
}

async function started(change: Record<string, string>): Promise<string> {
  const { code, output, errors } = await runProgram(MAIN, { env: { ...good(), ...change } });
  expect({ code, output: output.replace(/^.*"migration-applied".*\n/gm, '') }).toEqual({ code: 1, output: '' });
  expect(errors).toMatch(/^vu-api: [^\n]+\n$/);
  return errors.slice('vu-api: '.length, -1);
}

test('one that is judged beforehand ends the process with the same line, and nothing else', async () => {
  const change = { DATABASE_URL: `postgres://vu:${PASSWORD}#1@127.0.0.1:5432/vu` };
  expect(await started(change)).toBe(judged(change));
});

test.each([
  ['a # in the password', `postgres://vu:${PASSWORD}#1@127.0.0.1:5432/vu`, /has a # in it.*%23/],
  ['a # after digits, which leaves what looks like a port', `postgres://vu:4711#${PASSWORD}@127.0.0.1/vu`, /has a # in it/],
  ['a / in the password', `postgres://vu:4711/${PASSWORD}@127.0.0.1/vu`, /has a \/ or \? before its @.*%2F/],
  ['a ? in the password', `postgres://vu:4711?${PASSWORD}@127.0.0.1/vu`, /has a \/ or \? before its @.*%3F/],
  ['a % in the password', `postgres://vu:100%${PASSWORD}@127.0.0.1/vu`, /has a %.*%25/],
  ['a letter of another encoding in the password', `postgres://vu:${PASSWORD}%e9@127.0.0.1/vu`, /has a %.*%25/],
  ['a password that was cut at its #', `postgres://vu:${PASSWORD}`, /colon that is no port.*%23/],
  ['a port that there is not', 'postgres://vu:hunter22@127.0.0.1:99999/vu', /has a port that there isn’t: they go from 1 to 65535/],
  ['port nought', 'postgres://vu:hunter22@127.0.0.1:0/vu', /has a port that there isn’t/],
  ['such a port as a parameter', 'postgres://vu:hunter22@127.0.0.1/vu?port=70000', /has a port that there isn’t/],
  ['several hosts', 'postgres://vu:hunter22@one.example:5432,two.example:5432/vu', /names several hosts/],
  [
    'an sslmode that there is not',
    'postgres://vu:hunter22@127.0.0.1/vu?sslmode=verify_full',
    /has an sslmode that there isn’t.*verify-full/,
  ],
  [
    'an sslrootcert that is not there',
    'postgres://vu:hunter22@127.0.0.1/vu?sslmode=verify-full&sslrootcert=/nowhere.pem',
    /has an sslrootcert that names a file that can’t be read/,
  ],
  ['another database’s address', 'mysql://vu:hunter22@127.0.0.1/vu', /must be a PostgreSQL address/],
  ['a host that is not there', 'postgres://vu:hunter22@nowhere.invalid/vu?sslmode=verify-full', /names a host that no name server knows/],
  ['a host that does not answer', 'postgres://vu:hunter22@127.0.0.1:1/vu', /names a database that can’t be reached/],
])('DATABASE_URL with %s', async (_, address, said) => {
  expect(await line({ DATABASE_URL: address })).toMatch(said);
});

test('a password with every escape that the line speaks of gets as far as the database', async () => {
  expect(await line({ DATABASE_URL: 'postgres://vu:a%23b%2Fc%3Fd%40e%25@127.0.0.1:1/vu' })).toMatch(/can’t be reached/);
});

test.each([
  ['without a certificate', () => 'rubbish', /^DATABASE_URL has an sslrootcert that names a file without a certificate/],
  ['with a damaged one', () => COUNCIL_AUTHORITY.replace('MIIB', 'MIIC'), /^DATABASE_URL has an sslrootcert that .* damaged/],
  ['that begins with a mark', () => `\ufeff${COUNCIL_AUTHORITY}`, /^DATABASE_URL has an sslrootcert that .* byte-order mark/],
])('an sslrootcert %s', async (_, content, said) => {
  const at = file('database-ca.pem', content());
  expect(await line({ DATABASE_URL: `postgres://vu:hunter22@127.0.0.1/vu?sslmode=verify-full&sslrootcert=${at}` })).toMatch(said);
});

const encrypted = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter22' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
const encryptedAsBefore = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'hunter22' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

test.each([
  ['a key of another certificate', COUNCIL_CERTIFICATE, () => UNTRUSTED_KEY, /^VU_TLS_KEY_FILE isn’t the key of that certificate/],
  ['a key with a password', COUNCIL_CERTIFICATE, encrypted, /^VU_TLS_KEY_FILE names a key that a password protects: .*openssl/],
  [
    'a key with a password, in the older form',
    COUNCIL_CERTIFICATE,
    encryptedAsBefore,
    /^VU_TLS_KEY_FILE names a key that a password protects/,
  ],
  ['a key that is rubbish', COUNCIL_CERTIFICATE, () => 'rubbish', /^VU_TLS_KEY_FILE names a file without a private key/],
  ['a damaged key', COUNCIL_CERTIFICATE, () => COUNCIL_KEY.replace('MIGH', 'MIGG'), /^VU_TLS_KEY_FILE names a file with a damaged/],
  ['an empty key', COUNCIL_CERTIFICATE, () => '', /^VU_TLS_KEY_FILE names a file without a private key/],
  ['the files the wrong way round', COUNCIL_KEY, () => COUNCIL_CERTIFICATE, /^VU_TLS_CERT_FILE names a file without a certificate/],
  [
    'a damaged certificate',
    COUNCIL_CERTIFICATE.replace('MIIB', 'MIIC'),
    () => COUNCIL_KEY,
    /^VU_TLS_CERT_FILE names a file with a damaged/,
  ],
  [
    'a chain that begins with the authority',
    COUNCIL_AUTHORITY + COUNCIL_CERTIFICATE,
    () => COUNCIL_KEY,
    /^VU_TLS_KEY_FILE belongs to a certificate that isn’t the first/,
  ],
])('TLS files with %s', async (_, certificate, made, said) => {
  const cert = file('certificate.pem', certificate);
  expect(await line({ VU_TLS_CERT_FILE: cert, VU_TLS_KEY_FILE: file('key.pem', made()) })).toMatch(said);
});

test('TLS files are taken as an editor on Windows saves them', async () => {
  const cert = file('windows-certificate.pem', Buffer.from(`\ufeff${COUNCIL_CERTIFICATE}`.replaceAll('\n', '\r\n'), 'utf16le'));
  const own = file('windows-key.pem', `\ufeff${COUNCIL_KEY}`);
  expect(await line({ VU_TLS_CERT_FILE: cert, VU_TLS_KEY_FILE: own })).toMatch(/^DATABASE_URL names a database that can’t be reached/);
});

test('settings are taken from a file that begins with a mark and has the line ends of Windows, by whatever put them there', async () => {
  const settings = good();
  const { DATABASE_URL: address = '', ...others } = settings;
  const ended = await runProgram(MAIN, {
    env: {
      '\ufeffDATABASE_URL': `${address}\r`,
      ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, `${value}\r`])),
    },
  });
  expect(ended.errors).toBe('vu-api: DATABASE_URL names a database that can’t be reached\n');
});

test.each([
  ['a port that is taken', () => new URL(database.url).host, /^LISTEN can’t be used \(EADDRINUSE\): another program has that port/],
  ['an address of another computer', () => '192.0.2.1:8080', /^LISTEN can’t be used \(EADDRNOTAVAIL\): this computer has no such address/],
])('LISTEN with %s', async (_, listen, said) => {
  const change = {
    DATABASE_URL: database.apiUrl,
    VU_MIGRATION_DATABASE_URL: database.url,
    LISTEN: listen(),
    VU_BEHIND_TLS_PROXY: 'yes',
    VU_TRUSTED_PROXIES: '127.0.0.1',
  };
  expect(await line(change)).toMatch(said);
});

let database: Awaited<ReturnType<typeof emptyDatabase>>;
beforeAll(async () => {
  database = await emptyDatabase();
});
afterAll(() => database.drop());

describe('the operator’s command line', () => {
  const show = (env: Record<string, string>, ...args: string[]) => runProgram(OPERATOR, { args: ['two-factor', 'show', ...args], env });

  test('names the setting as well', async () => {
    const ended = await show({ DATABASE_URL: `postgres://vu:${PASSWORD}#1@127.0.0.1/vu`, VU_KEY_AUDIT: key() });
    expect(ended).toMatchObject({ code: 3, output: '', errors: expect.stringMatching(/^operator: DATABASE_URL has a # in it[^\n]+\n$/) });
    expect(ended.errors).not.toContain('hunter22');
  });

  const settings = () => `DATABASE_URL="postgres://vu:x@127.0.0.1:1/vu"\nVU_KEY_AUDIT=${key()}\n`;
  const dos = (text: string) => text.replaceAll('\n', '\r\n');
  const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
  test.each<[string, () => string | Buffer]>([
    ['as Unix has them', settings],
    ['with a byte-order mark', () => `\ufeff${settings()}`],
    ['with a mark and the line ends of Windows', () => `\ufeff${dos(settings())}`],
    ['with the line ends of an old Macintosh', () => settings().replaceAll('\n', '\r')],
    ['as UTF-16', () => Buffer.from(`\ufeff${dos(settings())}`, 'utf16le')],
    ['as UTF-16 the other way round', () => bigEndian(`\ufeff${dos(settings())}`)],
  ])('reads settings %s', async (_, content) => {
    // They were read: the database that they name is looked for.
    expect(await show({}, '--env-file', file('operator.env', content()))).toMatchObject({
      code: 3,
      errors: 'operator: DATABASE_URL names a database that can’t be reached\n',
    });
  });

  test.each<[string, () => string | Buffer, RegExp]>([
    [
      'UTF-16 without a mark',
      () => Buffer.from(settings(), 'utf16le'),
      /^operator: --env-file names a file that isn’t UTF-8 text: save it as UTF-8\n$/,
    ],
    [
      'UTF-32',
      () => Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from([0x41, 0, 0, 0])]),
      /^operator: --env-file names a file that isn’t UTF-8/,
    ],
    ['Windows-1252', () => Buffer.from(`# ffôn\n${settings()}`, 'latin1'), /^operator: --env-file names a file that isn’t UTF-8/],
    [
      'a # that would cut a value',
      () => `DATABASE_URL=postgres://vu:hunter#22@127.0.0.1/vu\nVU_KEY_AUDIT=${key()}\n`,
      /^operator: --env-file has a # in the value of DATABASE_URL.*quotes\n$/,
    ],
  ])('refuses %s by name', async (_, content, said) => {
    const ended = await show({}, '--env-file', file('refused.env', content()));
    expect(ended).toMatchObject({ code: 3, output: '' });
    expect(ended.errors).toMatch(said);
    expect(ended.errors).not.toContain('hunter');
  });
});

describe('a PostgreSQL that asks for TLS', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durable: false, removeAtStop: true });
    const own = file('server.key', COUNCIL_KEY);
    chmodSync(own, 0o600);
    if (unprivilegedUser !== null) chownSync(own, unprivilegedUser.uid, unprivilegedUser.gid);
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`alter system set ssl_cert_file = '${file('server.pem', COUNCIL_CERTIFICATE)}'`);
    await client.query(`alter system set ssl_key_file = '${own}'`);
    await client.query('alter system set ssl = on');
    await client.query('select pg_reload_conf()');
    await client.end();
  });
  afterAll(() => postgres.stop());

  test.each([
    [
      'an authority that did not vouch for it',
      UNTRUSTED_CERTIFICATE,
      /^DATABASE_URL names a server whose certificate isn’t vouched for: .*sslrootcert/,
    ],
    [
      'a host that its certificate is not for',
      COUNCIL_AUTHORITY,
      /^DATABASE_URL names a server whose certificate isn’t vouched for: .*host’s name/,
    ],
  ])('with %s', async (_, authority, said) => {
    const at = file('authority.pem', authority);
    expect(await line({ DATABASE_URL: `${postgres.url}?sslmode=verify-full&sslrootcert=${at}` })).toMatch(said);
  });

  test('with a password that is wrong', async () => {
    const url = new URL(postgres.url);
    url.password = 'hunter22';
    expect(await line({ DATABASE_URL: url.href })).toMatch(
      /^DATABASE_URL names a database that refuses its user, its password or its name$/,
    );
    url.password = '';
    expect(await line({ DATABASE_URL: url.href })).toMatch(/^DATABASE_URL has no password in it/);
  });
});

test('TLS that the server has switched off', async () => {
  expect(await line({ DATABASE_URL: `${database.url}?sslmode=verify-full` })).toMatch(
    /^DATABASE_URL asks for TLS, which that server has switched off/,
  );
});
