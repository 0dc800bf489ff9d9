import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writePrivately } from '../../electron/shell/private-file.ts';
import type { MySecurityPage } from '../../shared/sign-in/screens.ts';
import type { World } from '../support/workflow.ts';
import { aSession, createSignedInWorld, EMAIL, instant, mySecurity, NOW, refusal, renewed } from '../support/workflow.ts';

const CODES = Array.from({ length: 10 }, (_, index) => `CDFGH2345${'23456789CD'[index]}`);
const MINUTE_MS = 60_000;

function withCodes(given: Parameters<typeof createSignedInWorld>[1] = {}): World {
  const world = createSignedInWorld({}, given);
  world.intend({ kind: 'open-my-security' });
  world.answer('readMySecurity', mySecurity());
  world.intend({ kind: 'make-recovery-codes' });
  world.answer('makeRecoveryCodes', { codes: CODES, confirmBy: instant(NOW + 10 * MINUTE_MS), mySecurity: mySecurity() });
  return world;
}

function page(world: World): MySecurityPage {
  const shown = world.on('signed-in').page;
  if (shown.name !== 'my-security') throw new Error(`On ${shown.name}`);
  return shown;
}

test('codes are shown with the time by which they must be confirmed; confirming makes them work and says so', () => {
  const world = withCodes();
  expect(page(world)).toMatchObject({ recoveryCodes: CODES, recoveryCodesConfirmBy: NOW + 10 * MINUTE_MS, recoveryCodesFile: null });
  world.intend({ kind: 'recovery-codes-saved' });
  expect(page(world)).toMatchObject({ busy: true, recoveryCodes: CODES });
  world.answer('confirmRecoveryCodes', mySecurity({ recoveryCodesLeft: 10 }));
  expect(page(world)).toMatchObject({
    busy: false,
    recoveryCodes: null,
    done: 'recovery-codes-confirmed',
    content: { recoveryCodesLeft: 10 },
  });
});

test('once codes are confirmed the session is looked at anew, since an alert may say how many of the earlier ones were left', () => {
  const used = { id: 'a1', kind: 'recovery-code-used', at: instant(NOW), method: null, dismissal: 'now', dismissalFrom: null } as const;
  const world = createSignedInWorld({ alerts: [{ ...used, detail: '4' }] });
  world.intend({ kind: 'open-my-security' });
  world.answer('readMySecurity', mySecurity());
  world.intend({ kind: 'make-recovery-codes' });
  world.answer('makeRecoveryCodes', { codes: CODES, confirmBy: instant(NOW + 10 * MINUTE_MS), mySecurity: mySecurity() });
  world.intend({ kind: 'recovery-codes-saved' });
  world.answer('confirmRecoveryCodes', mySecurity({ recoveryCodesLeft: 10 }));
  world.pass(0);
  world.answer('readSession', aSession({ alerts: [{ ...used, detail: null }] }));
  expect(world.on('signed-in').alerts).toMatchObject([{ kind: 'recovery-code-used', detail: null }]);
});

test('a confirmation that did not reach the server keeps the codes on the screen', () => {
  const world = withCodes();
  world.intend({ kind: 'recovery-codes-saved' });
  world.refuse('confirmRecoveryCodes', { kind: 'timeout' });
  expect(page(world)).toMatchObject({ recoveryCodes: CODES, problem: { code: 'api-timeout' } });
});

test('codes that nobody confirmed go at the end of their time, and the person is told', () => {
  const world = withCodes();
  world.pass(10 * MINUTE_MS - 1);
  expect(page(world).recoveryCodes).toEqual(CODES);
  world.pass(1);
  expect(page(world)).toMatchObject({ recoveryCodes: null, problem: { code: 'recovery-codes-lapsed' } });
});

test('while they are being confirmed it is the server that says whether they lapsed', () => {
  const world = withCodes();
  world.intend({ kind: 'recovery-codes-saved' });
  world.pass(11 * MINUTE_MS);
  expect(page(world).recoveryCodes).toEqual(CODES);
  world.refuse('confirmRecoveryCodes', refusal('not-found'));
  expect(page(world)).toMatchObject({ recoveryCodes: null, problem: { code: 'recovery-codes-lapsed' } });
});

test('saving asks where to, and only then puts the codes together, with whose they are and since when', () => {
  const world = withCodes();
  expect(world.intend({ kind: 'save-recovery-codes' })).toBe(true);
  expect(page(world).recoveryCodesFile).toBe('saving');
  const asked = world.take('choose-file');
  expect(JSON.stringify(asked)).not.toContain('CDFGH');
  expect(asked.suggestedName).toBe('Vu recovery codes.txt');
  world.happen({ kind: 'file-chosen', attempt: asked.attempt, path: '/home/asha/codes.txt' });
  const { path, text, attempt } = world.take('write-file');
  expect(path).toBe('/home/asha/codes.txt');
  expect(text).toContain(EMAIL);
  expect(text).toContain('27 March 2026');
  // They may lapse yet, with the earlier ones going on: the file can't say that those are over.
  expect(text).toContain('They work from when you press Finish in Vu Desktop, and codes that you made earlier stop working then.');
  expect(text).not.toContain('no longer work');
  expect(text.trim().split('\n').slice(-10)).toEqual(CODES.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`));
  world.happen({ kind: 'file-written', attempt, ok: true });
  expect(page(world).recoveryCodesFile).toBe('saved');
});

test('the file is in the person’s language', () => {
  const world = withCodes({ ownLanguage: 'cy' });
  world.intend({ kind: 'save-recovery-codes' });
  const { attempt, suggestedName } = world.take('choose-file');
  expect(suggestedName).toBe('Codau adfer Vu.txt');
  world.happen({ kind: 'file-chosen', attempt, path: '/codau.txt' });
  const { text } = world.take('write-file');
  expect(text).toContain('27 Mawrth 2026');
  expect(text).toContain('Maent yn gweithio o’r adeg y byddwch yn pwyso Gorffen yn Vu Desktop');
  expect(text).not.toContain('mwyach');
});

test('a file that was called off, and one that could not be written, are told apart, and can be tried again', () => {
  const world = withCodes();
  world.intend({ kind: 'save-recovery-codes' });
  expect(world.intend({ kind: 'save-recovery-codes' })).toBe(false);
  world.happen({ kind: 'file-chosen', attempt: world.take('choose-file').attempt, path: null });
  expect(page(world).recoveryCodesFile).toBeNull();
  world.intend({ kind: 'save-recovery-codes' });
  world.happen({ kind: 'file-chosen', attempt: world.take('choose-file').attempt, path: '/nowhere' });
  world.happen({ kind: 'file-written', attempt: world.take('write-file').attempt, ok: false });
  expect(page(world)).toMatchObject({ recoveryCodesFile: 'failed', recoveryCodes: CODES });
});

test.each(['lock', 'sign-out', 'switch-user'] as const)('after %s a dialog that is still open gets no codes', (kind) => {
  const world = withCodes();
  world.intend({ kind: 'save-recovery-codes' });
  const { attempt } = world.take('choose-file');
  world.intend({ kind });
  expect(world.happen({ kind: 'file-chosen', attempt, path: '/home/asha/codes.txt' })).toBe(false);
  expect(world.effects.some((effect) => effect.kind === 'write-file')).toBe(false);
  if (kind !== 'lock') return;
  world.intend({ kind: 'unlock', password: 'SECRET-correct-horse' });
  world.answer('unlockSession', renewed());
  expect(page(world)).toMatchObject({ recoveryCodes: CODES, recoveryCodesFile: null });
});

let folder: string | null = null;
afterEach(() => {
  if (folder !== null) rmSync(folder, { recursive: true });
  folder = null;
});

test('a saved file can be read by its owner only, also in place of one that everybody could read', async () => {
  folder = mkdtempSync(join(tmpdir(), 'vu-private-'));
  const path = join(folder, 'codes.txt');
  writeFileSync(path, 'before', { mode: 0o644 });
  expect(await writePrivately(path, 'codes')).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('codes');
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['codes.txt']);
});

test('a file that can’t be written is said, and leaves nothing', async () => {
  folder = mkdtempSync(join(tmpdir(), 'vu-private-'));
  expect(await writePrivately(join(folder, 'missing', 'codes.txt'), 'codes')).toBe(false);
  writeFileSync(join(folder, 'file'), '');
  expect(await writePrivately(join(folder, 'file', 'codes.txt'), 'codes')).toBe(false);
  expect(await writePrivately(folder, 'codes')).toBe(false);
  expect(readdirSync(folder)).toEqual(['file']);
});
