import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { inheritedEnvironment } from '../../../build/environment.mjs';
import { checkout } from '../../../build/folders.mjs';
import { CHAIN_START, chainMac, entryMac } from '../../../server/audit/seal.ts';
import { testKeys } from '../../support/api.ts';
import { runProgram } from '../../support/ended-program.ts';
import type { Council } from './council.ts';

const BATCH = 20_000;
const MILLISECONDS_A_SECOND = 1_000;
/** As long as the entry of a sign-in. */
const details = (): object => ({ sessionId: randomUUID(), deviceId: randomUUID(), method: 'authenticator' });

/** What `audit verify --json` answers of a trail that is intact. */
const intactSchema = z.object({ intact: z.literal(true), rows: z.int(), seconds: z.number() });

export interface VerifiedTrail {
  readonly rows: number;
  /** Of the operator's command as a whole, from its start to its end. */
  readonly seconds: number;
  /** Of the rows alone, as the command itself says. */
  readonly secondsOfRows: number;
}

/** Adds sealed rows to a trail that nobody is writing to, and has the operator's command verify the whole of it. */
export async function verifyLongTrail(council: Council, rows: number): Promise<VerifiedTrail> {
  const { current } = testKeys().audit;
  const [head] = await council.query<{ seq: string; chain: string }>(
    "select seq::text, encode(chain, 'hex') as chain from audit_trail order by audit_trail.seq desc limit 1",
  );
  let seq = BigInt(head?.seq ?? 0);
  let previous = head?.chain ?? CHAIN_START;
  const userId = randomUUID();
  for (let left = rows - Number(seq); left > 0; left -= BATCH) {
    const columns = { seq: [] as string[], content: [] as string[], mac: [] as string[], previous: [] as string[], chain: [] as string[] };
    for (let index = 0; index < Math.min(BATCH, left); index += 1) {
      seq += 1n;
      const content = JSON.stringify({
        version: 1,
        id: randomUUID(),
        at: Date.now(),
        kind: 'signed-in',
        actor: { kind: 'person', userId },
        userId,
        application: 'customer-service-vu',
        network: '192.0.2.1',
        reference: '7KQ2M-XC4FD',
        details: details(),
      });
      const mac = entryMac(current.key, content);
      const chain = chainMac(current.key, String(seq), previous, mac);
      columns.seq.push(String(seq));
      columns.content.push(content);
      columns.mac.push(mac);
      columns.previous.push(previous);
      columns.chain.push(chain);
      previous = chain;
    }
    await council.query(
      `insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
       select seq, content, $6, decode(mac, 'hex'), decode(previous, 'hex'), decode(chain, 'hex'), $6
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) as row (seq, content, mac, previous, chain)`,
      [columns.seq, columns.content, columns.mac, columns.previous, columns.chain, current.id],
    );
  }
  const before = performance.now();
  // What `npm run operator` starts.
  const { code, output, errors } = await runProgram(path.join(checkout, 'build', 'run.mjs'), {
    args: ['operator', 'audit', 'verify', '--json'],
    env: {
      ...inheritedEnvironment(),
      DATABASE_URL: council.databaseUrl,
      VU_KEY_AUDIT: `${current.id}:${current.key.toString('base64')}`,
    },
  });
  const seconds = (performance.now() - before) / MILLISECONDS_A_SECOND;
  if (code !== 0) throw new Error(`audit verify ended with ${code}: ${output}${errors}`);
  const verified = intactSchema.parse(JSON.parse(output));
  return { rows: verified.rows, seconds, secondsOfRows: verified.seconds };
}
