import type { PackagedElectron } from './pack.ts';
import type { Revision } from './revision.ts';

/** What a release would be made of. */
export interface Candidate {
  readonly electron: Pick<PackagedElectron, 'version' | 'compatibility'>;
  /** The Electron that package.json names. */
  readonly pinned: string;
  readonly revision: Pick<Revision, 'changed'>;
  /** What signing lacks, in a sentence; null when nothing. */
  readonly unsigned: string | null;
}

/** Why a council must not get this, in a sentence; null when it may. */
export function releaseRefusal({ electron, pinned, revision, unsigned }: Candidate): string | null {
  if (electron.compatibility) return `Electron ${electron.version} is for trying out: no release is built on it.`;
  // A folder that is set may hold any: an older one has holes that are mended in the one that was tested.
  if (electron.version !== pinned)
    return `A release is built on Electron ${pinned}, which package.json names, and this is ${electron.version}.`;
  if (revision.changed) return 'A release is exactly one commit, and this checkout has changes.';
  return unsigned;
}
