import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The six digits that somebody else's program makes of a secret (base32) at an instant. On Debian: apt-get install oathtool. */
export async function oathtoolCode(secret: string, at: Date): Promise<string> {
  const { stdout } = await run('oathtool', [
    '--totp=sha1',
    '--base32',
    `--now=${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    secret,
  ]);
  return stdout.trim();
}
