import { randomBytes } from 'node:crypto';
import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Supervised, supervise } from '../supervised.ts';
import { unprivilegedUser } from '../unprivileged.mjs';
import { firstLine } from './first-line.ts';

export interface VirtualDisplay {
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  readonly program: Supervised;
}

/** Wide enough for the three columns of the shell at 100 %, with 24 bits of colour. */
const SCREEN = '1600x1000x24';
/** Xvfb takes its lock and socket away at SIGTERM. */
const GRACE_MS = 3_000;

/** X's authority file: every field a 16-bit length and its bytes; family 65535 matches any host and display (libXau). */
const ANY_DISPLAY = 0xffff;
const COOKIE_NAME = 'MIT-MAGIC-COOKIE-1';
const COOKIE_BYTES = 16;

/** Starts Xvfb on a display number that is free, open only to who has its cookie. `folder` is private to the session. */
export async function startVirtualDisplay(folder: string, baseEnv: Record<string, string>): Promise<VirtualDisplay> {
  const authority = path.join(folder, 'xauthority');
  writeFileSync(authority, cookieFile(), { mode: 0o600 });
  if (unprivilegedUser !== null) chownSync(authority, unprivilegedUser.uid, unprivilegedUser.gid);
  const program = supervise('Xvfb', ['-displayfd', '1', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset', '-auth', authority], {
    signals: ['SIGTERM'],
    graceMs: GRACE_MS,
    user: unprivilegedUser,
    env: baseEnv,
    cwd: folder,
    stdout: 'pipe',
  });
  const number = program.process.stdout === null ? null : await firstLine(program.process.stdout);
  if (number === null) {
    await program.stop();
    throw new Error('There is no display, and Xvfb did not start. On Debian: apt-get install xvfb');
  }
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, program };
}

function cookieFile(): Buffer {
  const field = (bytes: Buffer): Buffer => Buffer.concat([uint16(bytes.length), bytes]);
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    uint16(ANY_DISPLAY),
    field(empty),
    field(empty),
    field(Buffer.from(COOKIE_NAME)),
    field(randomBytes(COOKIE_BYTES)),
  ]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
