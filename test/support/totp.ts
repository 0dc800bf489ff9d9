import { createHmac } from 'node:crypto';

/** An authenticator app of the tests' own, straight from RFC 4226 and RFC 6238, so that the server's isn't checked against itself. */

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PERIOD_MILLISECONDS = 30_000;

function fromBase32(text: string): Buffer {
  const bits = [...text].map((character) => BASE32.indexOf(character).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The six digits that an app shows at an instant. `stepsAway` shows an app whose clock is off by that many half minutes. */
export function authenticatorCode(secret: string, at: Date, stepsAway = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / PERIOD_MILLISECONDS) + stepsAway));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The published codes of RFC 4226 (appendix D, by counter) and RFC 6238 (appendix B, SHA-1, by seconds; its last six digits). */
export const RFC_CODES = {
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  hotp: ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'],
  totp: [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ],
} as const;
