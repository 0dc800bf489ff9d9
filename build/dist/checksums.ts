import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const FILE = 'SHA256SUMS';

/** Writes SHA256SUMS for files of one folder, for `sha256sum --check`, and answers its path. */
export async function writeChecksums(folder: string, files: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const file of [...files].sort()) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    lines.push(`${hash.digest('hex')}  ${path.relative(folder, file)}\n`);
  }
  const output = path.join(folder, FILE);
  writeFileSync(output, lines.join(''));
  return output;
}

/** Signs a file with a key of the person's GnuPG, or of the one at `home`, and answers the path of the signature. */
export function signDetached(file: string, key: string, home: string | null = null): string {
  const signature = `${file}.asc`;
  rmSync(signature, { force: true });
  const where = home === null ? [] : ['--homedir', home];
  execFileSync('gpg', [...where, '--batch', '--armor', '--local-user', key, '--output', signature, '--detach-sign', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return signature;
}
