import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeychainStore } from '../../electron/keychain/device-trust.ts';
import type { Chapter, Story } from '../support/keychain-contract.ts';
import { FIRST_TOKEN, play, SECOND_TOKEN } from '../support/keychain-contract.ts';
import type { KeychainSession } from '../support/keychain-session.ts';
import { startKeychainSession } from '../support/keychain-session.ts';

/** The same contract over a keychain in memory and over the real one of a session of our own. */

const ABSENT = { kind: 'absent' };
const found = (token: string) => ({ kind: 'found', token });

type Play = (chapter: Chapter, tombstones?: readonly string[]) => Promise<Story>;

/** An honest keychain, and one that is locked as the Secret Service is: it says that nothing is there. */
function memoryKeychain(): { readonly play: Play; lock(): void; unlock(): void } {
  const entries = new Map<string, string>();
  let locked = false;
  const store: KeychainStore = {
    get: async (service, account) => (locked ? null : (entries.get(`${service} ${account}`) ?? null)),
    set: async (service, account, value) => {
      if (locked) throw new Error('locked');
      entries.set(`${service} ${account}`, value);
    },
    remove: async (service, account) => !locked && entries.delete(`${service} ${account}`),
  };
  return {
    play: (chapter, tombstones = []) => play(chapter, store, tombstones),
    lock: () => {
      locked = true;
    },
    unlock: () => {
      locked = false;
    },
  };
}

async function keepsReadsAndForgets(playChapter: Play): Promise<void> {
  expect((await playChapter('keep')).answers).toEqual([ABSENT, 'stored', found(FIRST_TOKEN), 'stored']);
  expect((await playChapter('read')).answers).toEqual([found(SECOND_TOKEN), ABSENT]);
  const forgotten = await playChapter('forget');
  // JSON has no undefined; either way nothing is answered.
  expect(forgotten.answers.at(-1)).toEqual(ABSENT);
  expect(forgotten.tombstones).toEqual([]);
  expect((await playChapter('read')).answers).toEqual([ABSENT, ABSENT]);
}

async function survivesALock(playChapter: Play, lock: () => unknown, unlock: () => unknown): Promise<void> {
  await playChapter('keep');
  await lock();
  const locked = await playChapter('read');
  expect(locked.answers).toEqual([ABSENT, ABSENT]);
  await unlock();
  expect((await playChapter('read')).answers[0]).toEqual(found(SECOND_TOKEN));

  await lock();
  const failed = await playChapter('fail');
  expect([failed.answers[0], failed.answers[1], failed.answers[2], failed.answers[4]]).toEqual([
    ABSENT,
    'this-run-only',
    found(FIRST_TOKEN),
    ABSENT,
  ]);
  expect(failed.tombstones).toHaveLength(1);
  await unlock();
  // What the locked keychain would not remove is not presented, and is removed now.
  const after = await playChapter('after', failed.tombstones);
  expect(after).toMatchObject({ answers: [ABSENT, ABSENT], tombstones: [] });
  expect((await playChapter('read')).answers[0]).toEqual(ABSENT);
}

describe('over a keychain in memory', () => {
  test('tokens are kept, read and forgotten', () => keepsReadsAndForgets(memoryKeychain().play));
  test('a lock makes nothing forgotten and nothing fail', async () => {
    const keychain = memoryKeychain();
    await survivesALock(keychain.play, keychain.lock, keychain.unlock);
  });
});

const reason = process.platform === 'linux' ? '' : ' (only Linux lets a test make a keychain of its own)';
describe.skipIf(process.platform !== 'linux')(`over the real Secret Service${reason}`, () => {
  let session: KeychainSession;
  beforeAll(async () => {
    session = await startKeychainSession();
  }, 60_000);
  afterAll(() => session?.stop());

  test('tokens are kept, read and forgotten', () => keepsReadsAndForgets(session.play), 60_000);
  test('a lock makes nothing forgotten, nothing fail, and ends no process', async () => {
    await survivesALock(session.play, session.keyring.lock, session.keyring.unlock);
  }, 60_000);
  test('with no keychain on the bus the token is good for this run, and the one that comes back still has its own', async () => {
    await session.play('keep');
    await session.keyring.remove();
    const story = await session.play('fail');
    expect([story.answers[1], story.answers[2]]).toEqual(['this-run-only', found(FIRST_TOKEN)]);
    await session.keyring.restore();
    expect((await session.play('read')).answers[0]).toEqual(found(SECOND_TOKEN));
  }, 60_000);
  test('without a session bus the keychain is not available, and the token is good for this run', async () => {
    const story = await session.playWithoutBus('fail');
    const unavailable = { kind: 'unavailable' };
    expect([story.answers[0], story.answers[1], story.answers[2]]).toEqual([unavailable, 'this-run-only', found(FIRST_TOKEN)]);
    expect(story.tombstones).toHaveLength(1);
    expect(story.logs).toContain('KEYCHAIN-FAILED');
  }, 60_000);
});
