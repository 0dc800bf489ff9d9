import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { Keyring } from '../../server/keys.ts';
import { authenticatorLabels, authenticatorUri, newAuthenticatorSecret } from '../../server/sign-in/authenticator-code.ts';
import { recoveryCodeMac, textCodeMac } from '../../server/sign-in/keyed-hash.ts';
import { seal, unseal } from '../../server/sign-in/secret-box.ts';
import { newTextCode, randomCharacters } from '../../server/sign-in/text-code.ts';
import { hashToken, newToken } from '../../server/sign-in/tokens.ts';
import { RECOVERY_CODE_LENGTH, TEXT_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
import { authenticatorEnrolmentSchema, tokenSchema } from '../../shared/sign-in/schemas.ts';

const key = (label: string): Buffer => createHash('sha256').update(label).digest();
const ring = (...ids: string[]): Keyring => ({
  current: { id: ids[0] ?? '', key: key(ids[0] ?? '') },
  byId: new Map(ids.map((id) => [id, key(id)])),
});

test('a sealed secret opens only in its own place, unchanged, and with its own key', () => {
  const sealed = seal(ring('a'), 'JBSWY3DPEHPK3PXP', 'person-1');
  expect(unseal(ring('a'), sealed, 'person-1')).toBe('JBSWY3DPEHPK3PXP');
  expect(sealed.secret.toString('latin1')).not.toContain('JBSWY3DP');
  expect(() => unseal(ring('a'), sealed, 'person-2')).toThrow();
  expect(() => unseal(ring('b'), sealed, 'person-1')).toThrow();
  expect(() => unseal({ current: { id: 'a', key: key('b') }, byId: new Map([['a', key('b')]]) }, sealed, 'person-1')).toThrow();
  for (let at = 0; at < sealed.secret.length; at += 1) {
    const changed = Buffer.from(sealed.secret);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal(ring('a'), { ...sealed, secret: changed }, 'person-1')).toThrow();
  }
  expect(() => unseal(ring('a'), { ...sealed, secret: sealed.secret.subarray(0, -1) }, 'person-1')).toThrow();
});

test('after a rotation new secrets are under the new key, and old ones still open', () => {
  const old = seal(ring('a'), 'secret', 'person');
  expect(unseal(ring('b', 'a'), old, 'person')).toBe('secret');
  expect(seal(ring('b', 'a'), 'secret', 'person').keyId).toBe('b');
});

test('text-message codes use the whole alphabet evenly, always with a letter and a digit', () => {
  const counts = new Map<string, number>();
  const codes = Array.from({ length: 20_000 }, newTextCode);
  for (const code of codes) {
    expect(code).toMatch(/^(?=.*[2-9])(?=.*[A-Z])[2-9A-Z]{6}$/);
    for (const character of code) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  expect([...counts.keys()].sort().join('')).toBe(TEXT_CODE_ALPHABET);
  // Codes with no letter or no digit are drawn again, which makes a digit a little likelier than a letter.
  const group = (characters: string) => [...characters].map((character) => counts.get(character) ?? 0);
  for (const alike of [group('23456789'), group('CDFGHJKMNPQRTVWXY')]) {
    const mean = alike.reduce((sum, count) => sum + count, 0) / alike.length;
    for (const count of alike) expect(Math.abs(count - mean) / mean).toBeLessThan(0.08);
  }
  expect(new Set(codes).size).toBeGreaterThan(19_990);
});

test('codes, tokens, secrets and recovery codes are drawn without Math.random and without the time', () => {
  const random = vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error('whoever has seen some of these knows the rest');
  });
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'hrtime'] });
  try {
    for (const draw of [
      newTextCode,
      () => randomCharacters(RECOVERY_CODE_LENGTH),
      () => newToken().token,
      newAuthenticatorSecret,
      () => seal(ring('a'), 'JBSWY3DPEHPK3PXP', 'person').secret.toString('hex'),
    ])
      expect(new Set(Array.from({ length: 20 }, draw)).size).toBe(20);
  } finally {
    vi.useRealTimers();
    random.mockRestore();
  }
});

test('the hash of a code depends on its challenge, its kind and the key', () => {
  const macs = [
    textCodeMac.toKeep(ring('a'), 'challenge-1', 'CDFGH2'),
    textCodeMac.toKeep(ring('a'), 'challenge-2', 'CDFGH2'),
    textCodeMac.toKeep(ring('b'), 'challenge-1', 'CDFGH2'),
    textCodeMac.toKeep(ring('a'), 'challenge-1', 'CDFGH3'),
    recoveryCodeMac.toKeep(ring('a'), 'challenge-1', 'CDFGH2'),
  ];
  expect(new Set(macs.map((mac) => mac.toString('hex'))).size).toBe(macs.length);
});

test.each([
  ['text-message codes', textCodeMac],
  ['recovery codes', recoveryCodeMac],
])('after a rotation new %s are kept under the new key, and looked for under each', (_, mac) => {
  const [old, kept] = [mac.toKeep(ring('a'), 'owner', 'CDFGH2'), mac.toKeep(ring('b', 'a'), 'owner', 'CDFGH2')];
  expect(kept).toEqual(mac.toKeep(ring('b'), 'owner', 'CDFGH2'));
  expect(mac.toFind(ring('b', 'a'), 'owner', 'CDFGH2')).toEqual([kept, old]);
  expect(mac.toFind(ring('b'), 'owner', 'CDFGH2')).toEqual([kept]);
});

test('tokens have 256 bits and are kept as their hash', () => {
  const { token, hash } = newToken();
  expect(tokenSchema.parse(token)).toBe(token);
  expect(hashToken(token).equals(hash)).toBe(true);
  expect(hash.toString('base64url')).not.toBe(token);
});

test('an authenticator link survives colons, spaces, plus signs and long addresses', () => {
  const secret = newAuthenticatorSecret();
  for (const [issuer, account] of [
    ['Porthaven: Council Vu', 'nia+vu@porthaven.example'],
    ['Cyngor Porthafan – Vu', `${'a'.repeat(64)}@${'é'.repeat(180)}.example`],
  ] as const) {
    const uri = authenticatorUri(authenticatorLabels(issuer, account, null), secret);
    expect(authenticatorEnrolmentSchema.shape.uri.parse(uri)).toBe(uri);
    const label = decodeURIComponent(new URL(uri).pathname.slice(1));
    expect(label.split(':')).toHaveLength(2);
    expect(uri).not.toContain('+');
    expect(new URL(uri).searchParams.get('issuer')).not.toContain(':');
  }
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
});
