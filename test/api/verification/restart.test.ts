import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDataFolder } from '../../../build/folders.mjs';
import type { Postgres } from '../../../build/postgres.ts';
import { startPostgres } from '../../../build/postgres.ts';
import { reachableFolder } from '../../../build/reachable-folder.ts';
import { sealPending } from '../../../server/audit/sealer.ts';
import { verifyTrail } from '../../../server/audit/verify.ts';
import { silentLog } from '../../../server/log.ts';
import * as operations from '../../../shared/sign-in/operations.ts';
import { testKeys } from '../../support/api.ts';
import { clusterUrl, publishClusterUrl } from '../../support/environment.ts';
import type { Attacked } from './attack.ts';
import { attack, outcomeOf, persistently, textChallenge } from './attack.ts';

/** A PostgreSQL of this file's own, since it is stopped under the APIs and started again. */
const dataDir = reachableFolder(path.join(testDataFolder(), `postgres-restarted-${process.pid}`));
const everyoneElses = clusterUrl();
let postgres: Postgres;
let vu: Attacked;
beforeAll(async () => {
  postgres = await startPostgres({ dataDir, fresh: true, durable: false });
  publishClusterUrl(postgres.url);
  vu = await attack();
});
afterAll(async () => {
  await vu.close();
  publishClusterUrl(everyoneElses);
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const verify = (token: string, code: string, index: number) =>
  vu.instance(index).call(operations.verifyTextMessage, { token, body: { code } });

/** Stops it, does what is to be done meanwhile, and starts it again at the same place. */
async function restart(meanwhile: () => Promise<void>): Promise<void> {
  const { port } = postgres;
  await postgres.stop();
  await meanwhile();
  postgres = await startPostgres({ dataDir, port, durable: false });
}

test('PostgreSQL stopped in the middle of a verification and started again has no half of it, and takes the code once', {
  timeout: 120_000,
}, async () => {
  const { person } = await vu.withEverything();
  // Held within the transaction, and then at wherever it is: stopped there, an answer may be lost whose change is not.
  for (const [round, place] of ['audit_pending', null, null].entries()) {
    const { challengeToken: token, code } = await textChallenge(vu, person);
    const before = await vu.sessionsOf(person);
    const held = place === null ? null : await vu.holdInserts('audit_pending');
    const verifying = verify(token, code, round);
    await held?.waiting(1);
    for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await restart(async () => {
      for (const index of [0, 1]) expect(outcomeOf(await verify(token, 'CCCCC2', index))).toBe('unavailable');
    });
    await held?.release();
    const first = outcomeOf(await verifying);
    if (held !== null) expect([first, await vu.sessionsOf(person)]).toEqual(['unavailable', before]);
    const again = outcomeOf(await persistently(() => verify(token, code, round + 1)));
    expect([first, again, (await vu.sessionsOf(person)) - before]).toEqual([
      expect.stringMatching(/^(signed-in|unavailable)$/),
      first === 'signed-in' ? 'challenge-gone' : expect.stringMatching(held === null ? /^(signed-in|challenge-gone)$/ : /^signed-in$/),
      1,
    ]);
    expect(await vu.wrongCodesOf(person)).toBe(0);
    // Further apart than the limit on messages.
    vu.clock.advance({ minutes: 3 });
  }
  const { database } = vu.api.services;
  await sealPending(database, testKeys().audit, silentLog);
  expect(await verifyTrail(database, testKeys().audit)).toMatchObject({ intact: true });
});
