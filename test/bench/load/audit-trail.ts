import { randomUUID } from 'node:crypto';
import { CHAIN_START, chainMac, entryMac } from '../../../server/audit/seal.ts';
import { verifyTrail } from '../../../server/audit/verify.ts';
import { openDatabase } from '../../../server/database/database.ts';
import { silentLog } from '../../../server/log.ts';
import { testKeys } from '../../support/api.ts';
import type { Council } from './council.ts';

const BATCH = 20_000;
/** As long as the entry of a sign-in. */
const details = (): object => ({ sessionId: randomUUID(), deviceId: randomUUID(), method: 'authenticator' });

/** Adds sealed rows to a trail that nobody is writing to, and answers how long the whole of it takes to verify, in seconds. */
export async function verifyLongTrail(council: Council, rows: number): Promise<{ rows: number; seconds: number }> {
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
  const database = openDatabase({ url: council.databaseUrl, log: silentLog });
  try {
    const verdict = await verifyTrail(database, testKeys().audit);
    if (!verdict.intact) throw new Error(`the trail is broken: ${verdict.fault} at ${verdict.row}`);
    return verdict;
  } finally {
    await database.destroy();
  }
}
