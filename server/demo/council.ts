import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Actor } from '../audit/events.ts';
import type { Configuration } from '../configuration.ts';
import { markAsDemo } from '../database/demo-marker.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { administration } from '../sign-in/administration.ts';
import { confirmFactor } from '../sign-in/factors.ts';
import { recoveryCodeMac } from '../sign-in/keyed-hash.ts';
import { seal } from '../sign-in/secret-box.ts';
import type { DemoAccount } from './people.ts';
import { ACCOUNTS, COUNCIL, GROUPS, POLICIES } from './people.ts';

const SYSTEM: Actor = { kind: 'system' };
/** From each start: long enough to look at, and over by itself. */
const LOCKED_MILLISECONDS = 60 * 60_000;
/** Advisory lock of whoever seeds. An arbitrary number unlike those of migrate.ts and sealer.ts. */
const SEED_LOCK = 7_203_002;

/**
 * Puts the made-up council into a database, or what is missing of it. What people changed since the first time
 * stays: policies, passwords, factors. Marks the database, which production then refuses.
 * @throws Error outside the demo
 */
export async function seedCouncil(
  services: Services,
  configuration: Pick<Configuration, 'mode' | 'databaseUrl' | 'migrationUrl'>,
): Promise<void> {
  if (configuration.mode !== 'demo') throw new Error('the made-up council belongs in the demo only');
  await services.database.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${SEED_LOCK})`.execute(connection);
    try {
      // Marked first: a seeding that fails half-way must not leave an unmarked database with published passwords.
      if (await markAsDemo(configuration.migrationUrl ?? configuration.databaseUrl)) await seedOrganisation(services);
      await seedPeople(services);
    } finally {
      await sql`select pg_advisory_unlock(${SEED_LOCK})`.execute(connection);
    }
  });
}

async function seedOrganisation(services: Services): Promise<void> {
  await services.database
    .updateTable('organisation')
    .set({
      name_en: COUNCIL.nameEnglish,
      name_cy: COUNCIL.nameWelsh,
      issuer: COUNCIL.issuer,
      notice_en: COUNCIL.noticeEnglish,
      notice_cy: COUNCIL.noticeWelsh,
      help_phone: COUNCIL.helpPhone,
      help_email: COUNCIL.helpEmail,
      help_hours_en: COUNCIL.helpHoursEnglish,
      help_hours_cy: COUNCIL.helpHoursWelsh,
    })
    .execute();
  const administer = administration(services);
  for (const [application, policy] of Object.entries(POLICIES)) {
    await administer.setPolicy(SYSTEM, application as keyof typeof POLICIES, policy);
  }
}

async function seedPeople(services: Services): Promise<void> {
  const administer = administration(services);
  const existing = new Set((await services.database.selectFrom('groups').select('name').execute()).map((group) => group.name));
  for (const group of GROUPS.filter((each) => !existing.has(each.name))) await administer.createGroup(SYSTEM, group);
  for (const account of ACCOUNTS) {
    const found = await administer.findUser(account.email);
    const userId = found ?? (await administer.createUser(SYSTEM, account));
    if (found === null) await services.database.transaction().execute((transaction) => addFactors(transaction, services, userId, account));
    await prepare(services, userId, account, found === null);
  }
}

async function addFactors(transaction: Transaction<Tables>, services: Services, userId: string, account: DemoAccount): Promise<void> {
  const now = services.clock.now();
  const record = (method: 'text-message' | 'authenticator') =>
    services.audit.append(transaction, {
      kind: 'enrolment-confirmed',
      actor: SYSTEM,
      userId,
      application: null,
      network: null,
      reference: null,
      // No challenge was there to name: the id stands for the seeding.
      details: { challengeId: randomUUID(), method, replaced: false },
    });
  if (account.phone !== null) {
    const phoneNumber = account.phone.replaceAll(' ', '').replace(/^0/, '+44');
    await confirmFactor(transaction, userId, { method: 'text-message', phoneNumber }, false, now);
    await record('text-message');
  }
  if (account.authenticatorSecret !== null) {
    const sealed = seal(services.keys.authenticator, account.authenticatorSecret, userId);
    await confirmFactor(transaction, userId, { method: 'authenticator', sealed, step: 0 }, false, now);
    await record('authenticator');
  }
  for (const code of account.recoveryCodes) {
    await transaction
      .insertInto('recovery_codes')
      .values({
        user_id: userId,
        code_mac: recoveryCodeMac.toKeep(services.keys.codes, userId, code),
        created_at: now,
        used_at: null,
        session_id: null,
      })
      .execute();
  }
}

async function prepare(services: Services, userId: string, account: DemoAccount, isNew: boolean): Promise<void> {
  const administer = administration(services);
  switch (account.preparation) {
    case 'enrolment-closed':
      if (isNew) await administer.setEnrolment(SYSTEM, userId, 'closed');
      return;
    case 'access-denied':
      if (isNew) await administer.setAccess(SYSTEM, userId, 'denied');
      return;
    case 'codes-locked': {
      const now = services.clock.now();
      await services.database
        .updateTable('users')
        .set({ code_locks: 1, codes_last_locked_at: now, codes_locked_until: new Date(now.getTime() + LOCKED_MILLISECONDS) })
        .where('id', '=', userId)
        .execute();
      return;
    }
    case null:
  }
}
