import pg from 'pg';
import { sealPending } from '../../server/audit/sealer.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import { openDatabase } from '../../server/database/database.ts';
import { silentLog } from '../../server/log.ts';
import { testKeys } from '../support/api.ts';
import type { Ledger } from './journey.ts';

/** What each person's rows come to. Hashes are hex. */
interface Facts {
  readonly id: string;
  readonly wrong_codes: number;
  readonly locked: boolean;
  readonly met: string[];
  readonly met_twice: number;
  readonly sessions: string[];
  readonly by_code: number;
  readonly by_trust: number;
  readonly accepted: number;
  readonly signed_in: number;
  readonly rotated: number;
}

const FACTS = `
  select users.id, wrong_codes, codes_locked_until is not null or codes_need_administrator as locked,
    array(select encode(token_hash, 'hex') from challenges where user_id = users.id and ended_because = 'met') as met,
    (select count(*) - count(distinct content::jsonb -> 'details' ->> 'challengeId') from audit_entry
      where user_id = users.id and kind = 'code-accepted')::int as met_twice,
    array(select encode(token_hash, 'hex') from sessions where user_id = users.id) as sessions,
    (select count(*) from sessions where user_id = users.id and assurance_method in ('authenticator', 'text-message'))::int as by_code,
    (select count(*) from sessions where user_id = users.id and assurance_method = 'trusted-device')::int as by_trust,
    (select count(*) from audit_entry where user_id = users.id and kind = 'code-accepted')::int as accepted,
    (select count(*) from audit_entry where user_id = users.id and kind = 'signed-in')::int as signed_in,
    (select count(*) from audit_entry where user_id = users.id and kind = 'trust-rotated')::int as rotated
  from users`;

async function readFacts(databaseUrl: string): Promise<Map<string, Facts>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Facts>(FACTS);
    return new Map(rows.map((row) => [row.id, row]));
  } finally {
    await client.end();
  }
}

/** Holds the database against what people know to have happened. Answers what isn't as it must be. */
export async function findViolations(databaseUrl: string, ledgers: readonly Ledger[]): Promise<string[]> {
  const facts = await readFacts(databaseUrl);
  return ledgers.flatMap((ledger, index) => {
    const person = facts.get(ledger.person.id);
    const found = person === undefined ? ['the person is gone'] : [...ledger.violations, ...violationsOf(person, ledger)];
    return found.map((violation) => `journey ${index}: ${violation}`);
  });
}

function violationsOf(person: Facts, ledger: Ledger): string[] {
  const met = person.met.map((hash) => ledger.rightCodes.get(hash));
  const codes = met.filter((code) => code !== undefined);
  const sessions = new Set(person.sessions);
  const rules: readonly [boolean, string][] = [
    [met.includes(undefined), 'a challenge was met without its right code'],
    [new Set(codes).size < codes.length, 'one code met two challenges'],
    [person.met_twice > 0, 'one challenge was met twice'],
    [person.by_code !== person.met.length, `${person.by_code} sessions by code, ${person.met.length} challenges met`],
    [person.accepted !== person.met.length, `${person.accepted} codes accepted in the trail, ${person.met.length} challenges met`],
    [person.by_trust !== person.rotated, `${person.by_trust} sessions by trust, ${person.rotated} rotations in the trail`],
    [person.signed_in !== person.sessions.length, `${person.signed_in} sign-ins in the trail, ${person.sessions.length} sessions`],
    [[...ledger.sessions].some((hash) => !sessions.has(hash)), 'a session that was given is not in the database'],
    [person.wrong_codes > ledger.wrongAtMost, `${person.wrong_codes} wrong codes counted, ${ledger.wrongAtMost} given at the most`],
    [person.locked, 'codes are locked'],
  ];
  return rules.flatMap(([broken, words]) => (broken ? [words] : []));
}

/** Seals what waits and checks the whole trail. Answers how many rows; throws with the fault. */
export async function verifyAll(databaseUrl: string): Promise<number> {
  const database = openDatabase({ url: databaseUrl, log: silentLog });
  try {
    const keys = testKeys().audit;
    await sealPending(database, keys, silentLog);
    const verdict = await verifyTrail(database, keys);
    if (!verdict.intact) throw new Error(`the trail is broken: ${verdict.fault} at ${verdict.row}`);
    if (verdict.waiting > 0) throw new Error(`${verdict.waiting} entries were not sealed`);
    return verdict.rows;
  } finally {
    await database.destroy();
  }
}
