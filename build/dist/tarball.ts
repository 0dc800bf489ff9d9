import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Revision } from './revision.ts';

/** Packs a folder under its own name. Owner, times and order are fixed, so that the same content is the same file. GNU tar's options. */
export function makeTarball(folder: string, { sourceDateEpoch }: Revision, output: string): void {
  const args = [
    ...['--create', '--format=gnu', '--sort=name', `--mtime=@${sourceDateEpoch}`, '--owner=0', '--group=0', '--numeric-owner'],
    ...['--mode=u=rwX,go=rX', '--use-compress-program', 'gzip --no-name', '--file', output],
    ...['--directory', path.dirname(folder), path.basename(folder)],
  ];
  const { status, stderr } = spawnSync('tar', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The archive could not be made: ${stderr.trim()}`);
}
