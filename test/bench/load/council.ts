import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { testDataFolder } from '../../../build/folders.mjs';
import { startPostgres } from '../../../build/postgres.ts';
import { reachableFolder } from '../../../build/reachable-folder.ts';
import { prepareDatabase } from '../../../server/database/prepare.ts';
import { silentLog } from '../../../server/log.ts';
import { hashPassword } from '../../../server/sign-in/password.ts';
import { readSession, signInWithPassword, verifyAuthenticator } from '../../../shared/sign-in/operations.ts';
import { testKeys } from '../../support/api.ts';
import { type ApiProcess, startApiProcess } from '../../support/api-process.ts';
import { addManyPeople, type OneOfMany } from '../../support/many-people.ts';
import { PASSWORD } from '../../support/sign-in.ts';
import { authenticatorCode } from '../../support/totp.ts';
import type { Journey } from './generator.ts';
import { processorTimeOfTree } from './processor-time.ts';
import { wireRequest } from './wire.ts';

/** A council on a PostgreSQL of its own that writes to the disk as in production, and as many instances as are wanted. */
export interface Council {
  readonly databaseUrl: string;
  /** One query outside the API. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  startInstance(options?: { readonly argon2id?: boolean; readonly nodeArguments?: readonly string[] }): Promise<ApiProcess>;
  /** Moves the clock of all instances on by an authenticator app's step, so that everyone's app has a new code. */
  nextStep(): void;
  readonly people: readonly OneOfMany[];
  /** One request with a password, from an address, as it goes over the wire. */
  passwordRequest(given: PasswordRequest): string;
  /** A code of the app that is good now. */
  codeRequest(person: OneOfMany, token: string): string;
  /** The password and a code of the app, for everyone once. */
  signIns(most?: number): Journey[];
  /** A code of the app in a challenge that is there already, for everyone once. */
  verifications(): Promise<Journey[]>;
  sessionChecks(tokens: readonly string[], count: number): Journey[];
  /** Processor time that PostgreSQL used so far, in milliseconds; null where it can't be known. */
  databaseMilliseconds(): number | null;
  /** Makes everyone's password the stand-in's of an instance without argon2id, or the real one again. */
  setPasswords(argon2id: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface PasswordRequest {
  readonly email: string;
  readonly password: string;
  readonly deviceId: string;
  readonly network: string;
  readonly computerToken?: string | null;
}

const MORNING = '2026-03-27T09:00:00.000Z';
const STEP_MILLISECONDS = 30_000;
const CHALLENGE_MILLISECONDS = 10 * 60_000;
const INSERT_BATCH = 5_000;

export async function openCouncil(count: number): Promise<Council> {
  const dataDir = reachableFolder(path.join(testDataFolder(), `bench-api-${process.pid}`));
  const postgres = await startPostgres({ dataDir, fresh: true, durable: true });
  const databaseUrl = postgres.url;
  await prepareDatabase({ databaseUrl: postgres.apiUrl, migrationUrl: databaseUrl }, { mustOwnNothing: true }, silentLog);
  const keys = testKeys();
  const realHash = await hashPassword(PASSWORD);
  const people = await addManyPeople(databaseUrl, keys, { count, passwordHash: realHash });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  // Its idle connections end with the database, at the end.
  pool.on('error', () => {});
  const postmaster = Number(readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const instances: ApiProcess[] = [];
  let now = new Date(MORNING);

  const verify = (person: OneOfMany, token: string): string =>
    wireRequest(
      'POST',
      verifyAuthenticator.path,
      { authorization: `Bearer ${token}`, 'x-forwarded-for': person.network },
      JSON.stringify({ code: authenticatorCode(person.secret, now) }),
    );

  const passwordRequest = ({ email, password, deviceId, network, computerToken = null }: PasswordRequest): string =>
    wireRequest(
      'POST',
      signInWithPassword.path,
      { 'x-forwarded-for': network },
      JSON.stringify({
        ...{ email, password, application: 'customer-service-vu', language: 'en', trustToken: null, computerToken },
        device: { id: deviceId, name: 'PC-0417', platform: 'windows' },
      }),
    );

  return {
    databaseUrl,
    people,
    passwordRequest,
    codeRequest: verify,
    query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => (await pool.query<Row>(text, values)).rows,
    startInstance: async ({ argon2id = true, nodeArguments = [] } = {}) => {
      const instance = await startApiProcess({
        configuration: {
          mode: 'demo',
          databaseUrl: postgres.apiUrl,
          migrationUrl: null,
          poolSize: 10,
          listen: { host: '127.0.0.1', port: 0 },
          tls: null,
          secure: false,
          // Each person comes from an address of their own: a limit of networks is not what is measured.
          trustedProxies: ['127.0.0.1'],
          keys,
          notify: { apiKey: '', templateIds: { en: '' }, alertTemplateIds: { en: '' } },
        },
        clock: { at: now.getTime() },
        argon2id,
        nodeArguments,
      });
      instances.push(instance);
      return instance;
    },
    nextStep: () => {
      now = new Date(now.getTime() + STEP_MILLISECONDS);
      for (const instance of instances) instance.setClock({ at: now.getTime() });
    },
    signIns: (most = count) =>
      people.slice(0, most).map((person) => [passwordRequest({ ...person, password: PASSWORD }), verify(person, '{token}')]),
    verifications: async () => {
      const tokens = people.map(() => randomBytes(32).toString('base64url'));
      for (let at = 0; at < count; at += INSERT_BATCH) {
        const batch = people.slice(at, at + INSERT_BATCH);
        await pool.query(
          `insert into challenges (id, token_hash, purpose, user_id, application, device_id, device_name, device_platform, language,
             network, created_at, expires_at)
           select id, token_hash, 'sign-in', user_id, 'customer-service-vu', device_id, 'PC-0417', 'windows', 'en', '192.0.2.1', $5, $6
           from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[]) as c (id, token_hash, user_id, device_id)`,
          [
            batch.map(() => randomUUID()),
            tokens.slice(at, at + INSERT_BATCH).map((token) => createHash('sha256').update(token).digest()),
            batch.map((person) => person.id),
            batch.map((person) => person.deviceId),
            now,
            new Date(now.getTime() + CHALLENGE_MILLISECONDS),
          ],
        );
      }
      await pool.query('analyze challenges');
      return people.map((person, index) => [verify(person, tokens[index] ?? '')]);
    },
    sessionChecks: (tokens, most) => {
      const requests = tokens.map((token) => wireRequest('GET', readSession.path, { authorization: `Bearer ${token}` }, null));
      return Array.from({ length: most }, (_, index) => [requests[index % requests.length] ?? '']);
    },
    databaseMilliseconds: () => processorTimeOfTree(postmaster),
    setPasswords: async (argon2id) => {
      await pool.query('update users set password_hash = $1', [argon2id ? realHash : standInHash(realHash)]);
      await pool.query('vacuum analyze users');
    },
    close: async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await pool.end();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The same encoding, with what test/support/api-program.ts puts in argon2id's place. */
function standInHash(realHash: string): string {
  const [, kind, version, cost, salt = ''] = realHash.split('$');
  const key = createHash('sha256').update(Buffer.from(salt, 'base64')).update(PASSWORD).digest();
  return `$${kind}$${version}$${cost}$${salt}$${key.toString('base64').replace(/=+$/, '')}`;
}
