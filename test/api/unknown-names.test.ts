import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealPending } from '../../server/audit/sealer.ts';
import { silentLog } from '../../server/log.ts';
import { tidySignIn } from '../../server/sign-in/housekeeping.ts';
import { recordUnknownNames } from '../../server/sign-in/unknown-names.ts';
import { signInWithPassword } from '../../shared/sign-in/operations.ts';
import { testKeys } from '../support/api.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

/** What strangers who try names that nobody has leave in the database: counts, and not a row for ever each. */

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi({ trustedProxies: ['127.0.0.1/32', '::1/128'] });
});
afterAll(() => vu.close());

const guess = (email: string, from: string, password = 'any-password-at-all-27') =>
  vu.api.client.call(signInWithPassword, {
    headers: { 'x-forwarded-for': from },
    body: {
      email,
      password,
      application: 'customer-service-vu',
      device: { id: crypto.randomUUID(), name: 'Desk 4', platform: 'linux' },
      language: 'en',
      trustToken: null,
    },
  });

const rowsOf = async (table: string): Promise<number> => {
  const [row] = await vu.api.database.query<{ rows: number }>(`select count(*)::int as rows from ${table}`);
  return row?.rows ?? Number.NaN;
};
const entries = () =>
  vu.api.database.query<{ details: unknown }>(
    `select content::jsonb -> 'details' as details from audit_entry where kind = 'unknown-names-tried' order by at, id`,
  );
const tidy = () => recordUnknownNames(vu.api.services.database, vu.api.services.audit, vu.api.clock);

test('guesses at names that nobody has leave no row of their own, and one entry for each hour', async () => {
  const before = await rowsOf('audit_entry');
  for (let index = 0; index < 30; index += 1) {
    expect(await guess(`made-up-${index}@council.example`, `203.0.113.${index % 3}`)).toMatchObject({
      ok: false,
      error: { code: 'credentials-refused' },
    });
  }
  expect(await rowsOf('audit_entry')).toBe(before);
  expect(await rowsOf('unknown_name_tries')).toBe(30);

  // The hour isn't over: counted, and not yet in the trail.
  await tidy();
  expect([await rowsOf('unknown_name_tries'), await rowsOf('unknown_name_hours'), await rowsOf('audit_entry')]).toEqual([0, 3, before]);
  vu.api.clock.advance({ minutes: 45 });
  await guess('made-up@council.example', '203.0.113.1');
  vu.api.clock.advance({ minutes: 20 });
  await guess('made-up@council.example', '203.0.113.1');
  // Whichever instance tidies up, and however many at once.
  const other = await vu.api.another();
  await Promise.all([tidy(), recordUnknownNames(other.services.database, other.services.audit, vu.api.clock), tidy()]);
  await tidy();
  expect(await entries()).toEqual([{ details: { hour: '2026-03-27T09', guesses: 31, networks: 3 } }]);
  vu.api.clock.advance({ minutes: 60 });
  await tidy();
  expect(await entries()).toEqual([
    { details: { hour: '2026-03-27T09', guesses: 31, networks: 3 } },
    { details: { hour: '2026-03-27T10', guesses: 1, networks: 1 } },
  ]);
  expect(await rowsOf('audit_entry')).toBe(before + 2);
});

test('a wrong password for somebody is an entry of its own', async () => {
  const person = await vu.person();
  await guess(person.email, '203.0.113.7');
  expect(
    await vu.api.database.query(`select kind from audit_entry where user_id = $1 and kind = 'password-refused'`, [person.id]),
  ).toHaveLength(1);
  expect(await rowsOf('unknown_name_tries')).toBe(0);
});

test('which networks guessed is known for thirty days, and what they did stays in the trail', async () => {
  await guess('made-up@council.example', '203.0.113.9');
  const { clock, services } = vu.api;
  await tidy();
  clock.advance({ days: 29 });
  await tidy();
  expect(await rowsOf('unknown_name_hours')).toBeGreaterThan(0);
  clock.advance({ days: 2 });
  await tidy();
  await tidySignIn(services.database, clock);
  expect(await rowsOf('unknown_name_hours')).toBe(0);
  const recorded = await entries();
  expect(recorded).toHaveLength(3);
  await sealPending(services.database, testKeys().audit, silentLog);
  // Nor does any other table keep one row or more for each name that was made up.
  const tables = await vu.api.database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const rows = new Map(await Promise.all(tables.map(async ({ name }) => [name, await rowsOf(name)] as const)));
  expect([...rows].filter(([name, count]) => count >= 30 && !['audit_trail', 'migration'].includes(name))).toEqual([]);
});
