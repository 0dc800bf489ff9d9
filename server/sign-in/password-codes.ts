import { sql } from 'kysely';
import type { ApplicationId, Language } from '../../shared/applications.ts';
import { PASSWORD_CODE_LENGTH } from '../../shared/sign-in/limits.ts';
import { EMAIL_BATCH, EMAIL_LEASE_SECONDS, nextTry } from '../notify/email-sending.ts';
import type { Emails } from '../notify/emails.ts';
import type { Services } from '../services.ts';
import { daysAfter, secondsAfter } from './instants.ts';
import { passwordCodeMac } from './keyed-hash.ts';
import { randomCharacters } from './text-code.ts';

/**
 * Codes that one person is sent in a day because of computers that they never signed in on, whoever's those are: their mailbox is
 * not flooded. Each computer that they did sign in on has as many of its own, so that strangers can't use those up.
 */
const CODES_PER_DAY = 5;

interface Claimed {
  readonly id: string;
  readonly address: string;
  readonly device_id: string;
  readonly application: ApplicationId;
  readonly language: Language;
  readonly network: string;
  readonly expires_at: Date;
  readonly tries: number;
}

interface Owner {
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  readonly known: boolean;
  readonly sent: number;
}

/** Sends the codes that are due, to those who there are. @returns how many were dealt with, for good or for now. */
export async function sendPasswordCodes(services: Services): Promise<number> {
  const { emails } = services;
  if (emails === null) return 0;
  let done = 0;
  for (;;) {
    const claimed = await claim(services);
    for (const each of claimed) await carry(services, emails, each);
    done += claimed.length;
    if (claimed.length < EMAIL_BATCH) return done;
  }
}

async function claim({ database, clock }: Services): Promise<readonly Claimed[]> {
  const now = clock.now();
  const { rows } = await sql<Claimed>`
    update password_recoveries set tries = tries + 1, due_at = ${secondsAfter(now, EMAIL_LEASE_SECONDS)}
    where id in (
      select id from password_recoveries where address is not null and due_at <= ${now} order by due_at limit ${EMAIL_BATCH}
      for update skip locked)
    returning id, address, device_id, application, language, network, expires_at, tries`.execute(database);
  return rows;
}

async function carry(services: Services, emails: Emails, each: Claimed): Promise<void> {
  const now = services.clock.now();
  const owner = await ownerOf(services, each, now);
  if (owner === null) return await finish(services, each, null, null);
  if (each.expires_at <= now) return await finish(services, each, owner, 'given-up');
  if (each.tries > 1) {
    const sent = await emails.wasSent(each.id);
    if (sent) return await finish(services, each, owner, 'accepted');
    if (sent === null) return await postpone(services, each, now);
  }
  if (owner.sent >= CODES_PER_DAY) return await finish(services, each, owner, 'limit');
  const code = randomCharacters(PASSWORD_CODE_LENGTH);
  // Before it is sent: from then on it may be in somebody's hands.
  await services.database
    .updateTable('password_recoveries')
    .set({ user_id: owner.id, code_mac: passwordCodeMac.toKeep(services.keys.codes, each.id, code) })
    .where('id', '=', each.id)
    .where('tries', '=', each.tries)
    .where('ended_at', 'is', null)
    .execute();
  const language = emails.languageOf('code', owner.language === 'cy' ? owner.language : each.language);
  const outcome = await emails.send({ kind: 'code', address: owner.email, language, values: { code }, reference: each.id });
  if (outcome.outcome === 'sent') return await finish(services, each, owner, 'accepted');
  if (outcome.outcome === 'number-refused') return await finish(services, each, owner, 'address-refused');
  await postpone(services, each, now);
}

/** Whose address it is, if somebody has it who may sign in, and how many codes count against them. */
async function ownerOf({ database }: Services, each: Claimed, now: Date): Promise<Owner | null> {
  const { rows } = await sql<Owner>`
    with known as (
      select distinct device_id from sign_ins join users on users.id = sign_ins.user_id
      where lower(users.email) = ${each.address} and outcome = 'signed-in'
    )
    select users.id, users.email, users.language, ${each.device_id}::uuid in (select device_id from known) as known,
      (select count(*)::integer from password_recoveries as earlier
        where earlier.user_id = users.id and earlier.id <> ${each.id} and earlier.created_at > ${daysAfter(now, -1)}
          and case when ${each.device_id}::uuid in (select device_id from known) then earlier.device_id = ${each.device_id}::uuid
            else earlier.device_id not in (select device_id from known) end) as sent
    from users where lower(users.email) = ${each.address} and users.access = 'allowed'`.execute(database);
  return rows[0] ?? null;
}

async function postpone({ database }: Services, each: Claimed, now: Date): Promise<void> {
  await database
    .updateTable('password_recoveries')
    .set({ due_at: nextTry(each.tries, now) })
    .where('id', '=', each.id)
    .where('tries', '=', each.tries)
    .execute();
}

/** Takes the address away: what was done for somebody is in the audit trail, and of nobody nothing is kept. */
async function finish(
  { database, audit }: Services,
  each: Claimed,
  owner: Owner | null,
  outcome: 'accepted' | 'address-refused' | 'given-up' | 'limit' | null,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const done = await transaction
      .updateTable('password_recoveries')
      .set({ address: null })
      .where('id', '=', each.id)
      .where('tries', '=', each.tries)
      .executeTakeFirst();
    if (done.numUpdatedRows !== 1n || owner === null || outcome === null) return;
    await audit.append(transaction, {
      kind: 'password-code',
      actor: { kind: 'anyone' },
      userId: owner.id,
      application: each.application,
      network: each.network,
      reference: null,
      details: { recoveryId: each.id, deviceId: each.device_id, outcome, tries: each.tries },
    });
  });
}
