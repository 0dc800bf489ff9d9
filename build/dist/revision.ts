import { execFileSync } from 'node:child_process';
import { environment } from '../environment.mjs';
import { checkout } from '../folders.mjs';

/** Which sources an artefact is built from. */
export interface Revision {
  readonly commit: string;
  /** True when the checkout isn't exactly the commit. */
  readonly changed: boolean;
  /** Seconds since 1970: the one time that is in an artefact, so that two builds of a commit are the same. */
  readonly sourceDateEpoch: number;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** The commit of this checkout; its time is the commit's, or what SOURCE_DATE_EPOCH says. Throws outside a git checkout. */
export function revisionOfCheckout(): Revision {
  let commit: string;
  try {
    commit = git('rev-parse', 'HEAD');
  } catch {
    throw new Error('An artefact names the commit that it was built from: build it in a git checkout with git on the PATH.');
  }
  const given = environment.sourceDateEpoch;
  if (given !== null && !/^\d+$/.test(given)) throw new Error('SOURCE_DATE_EPOCH is not a number of seconds since 1970.');
  return {
    commit,
    changed: git('status', '--porcelain') !== '',
    sourceDateEpoch: Number(given ?? git('log', '-1', '--format=%ct')),
  };
}
