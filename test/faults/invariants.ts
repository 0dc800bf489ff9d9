import pg from 'pg';
import { sealPending } from '../../server/audit/sealer.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import { openDatabase } from '../../server/database/database.ts';
import { silentLog } from '../../server/log.ts';
import type { Assurance } from '../../shared/sign-in/schemas.ts';
import { testKeys } from '../support/api.ts';
import type { Ledger } from './ledger.ts';

/** What each person's rows come to. Hashes are hex. */
interface Facts {
  readonly id: string;
  readonly wrong_codes: number;
  readonly locked: boolean;
  /** Challenges of sign-ins and of step-ups. */
  readonly met: string[];
  readonly met_twice: number;
  readonly sessions: string[];
  /** Tokens that its sessions had before a step-up. */
  readonly replaced: string[];
  readonly by_code: number;
  readonly by_recovery_code: number;
  readonly by_trust: number;
  readonly by_pass: number;
  readonly passes_used: number;
  readonly recovery_codes_used: number;
  readonly accepted: number;
  readonly stepped_up: number;
  readonly signed_in: number;
  readonly rotated: number;
}

const trail = (kind: string): string => `(select count(*) from audit_entry where user_id = users.id and kind = '${kind}')::int`;
/** By what people signed in, as sign-ins remember it: a session's own assurance rises with a step-up. */
const signIns = (...methods: readonly Assurance['method'][]): string =>
  `(select count(*) from sign_ins where user_id = users.id and outcome = 'signed-in' and method in (${methods.map((each) => `'${each}'`).join(', ')}))::int`;

const FACTS = `
  select users.id, wrong_codes, codes_locked_until is not null or codes_need_administrator as locked,
    array(select encode(token_hash, 'hex') from challenges where user_id = users.id and ended_because = 'met') as met,
    (select count(*) - count(distinct content::jsonb -> 'details' ->> 'challengeId') from audit_entry
      where user_id = users.id and kind in ('code-accepted', 'pass-used'))::int as met_twice,
    array(select encode(token_hash, 'hex') from sessions where user_id = users.id) as sessions,
    array(
      select encode(replaced_tokens.token_hash, 'hex') from replaced_tokens join sessions on sessions.id = session_id where user_id = users.id
    ) as replaced,
    ${signIns('authenticator', 'text-message')} as by_code,
    ${signIns('recovery-code')} as by_recovery_code,
    ${signIns('trusted-device')} as by_trust,
    ${signIns('team-leader-pass')} as by_pass,
    (select count(*) from sign_in_passes where user_id = users.id and state = 'used')::int as passes_used,
    ${trail('recovery-code-used')} as recovery_codes_used,
    ${trail('code-accepted')} as accepted,
    ${trail('step-up-met')} as stepped_up,
    ${trail('signed-in')} as signed_in,
    ${trail('trust-rotated')} as rotated
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
  return ledgers.flatMap((ledger) => {
    const person = facts.get(ledger.person.id);
    const found = person === undefined ? ['the person is gone'] : [...ledger.violations, ...violationsOf(person, ledger)];
    return found.map((violation) => `${ledger.name}: ${violation}`);
  });
}

function violationsOf(person: Facts, ledger: Ledger): string[] {
  const met = person.met.map((hash) => ledger.rightCodes.get(hash));
  const codes = met.filter((code) => code !== undefined);
  const sessions = new Set([...person.sessions, ...person.replaced]);
  const { by_code, by_recovery_code, by_trust, by_pass, passes_used, recovery_codes_used, accepted, stepped_up, rotated } = person;
  const sessionsByCode = by_code + by_recovery_code;
  const rules: readonly [boolean, string][] = [
    [met.includes(undefined), 'a challenge was met without its right code'],
    [new Set(codes).size < codes.length, 'one code met two challenges'],
    [person.met_twice > 0, 'one challenge was met twice'],
    [
      sessionsByCode + by_pass + stepped_up !== met.length,
      `${sessionsByCode} sessions by code, ${by_pass} by pass, ${stepped_up} step-ups, ${met.length} challenges met`,
    ],
    [
      accepted !== sessionsByCode + stepped_up,
      `${accepted} codes accepted in the trail, ${sessionsByCode} sessions, ${stepped_up} step-ups`,
    ],
    [by_recovery_code !== recovery_codes_used, `${by_recovery_code} sessions by recovery code, ${recovery_codes_used} used in the trail`],
    [by_pass !== passes_used, `${by_pass} sessions by pass, ${passes_used} passes used`],
    [by_trust !== rotated, `${by_trust} sessions by trust, ${rotated} rotations in the trail`],
    [
      sessionsByCode + by_trust + by_pass !== person.sessions.length,
      `${sessionsByCode + by_trust + by_pass} sign-ins remembered, ${person.sessions.length} sessions`,
    ],
    [person.signed_in !== person.sessions.length, `${person.signed_in} sign-ins in the trail, ${person.sessions.length} sessions`],
    [[...ledger.sessions].some((hash) => !sessions.has(hash)), 'a session that was given is not in the database'],
    [person.wrong_codes > ledger.wrongAtMost, `${person.wrong_codes} wrong codes counted, ${ledger.wrongAtMost} given at the most`],
    [person.locked, 'codes are locked'],
  ];
  return rules.flatMap(([broken, words]) => (broken ? [words] : []));
}

/**
 * Seals what waits and checks the whole trail. Answers how many rows; throws with the fault. No instance may run any more:
 * only one at a time can seal, and what another has not come to yet would be taken for a fault.
 */
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
