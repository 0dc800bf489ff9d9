import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a profile's folder can't be used. */
export type ProfileFault = 'not-a-folder' | 'not-ours' | 'read-only' | 'full' | 'unusable';

const FAULTS: Readonly<Record<string, ProfileFault>> = {
  ENOTDIR: 'not-a-folder',
  EEXIST: 'not-a-folder',
  EACCES: 'not-ours',
  EPERM: 'not-ours',
  EROFS: 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

/** What a first start puts into a profile before its window is there, a little more than less: files, and bytes in each. */
const TRIAL_FILES = 16;
const TRIAL_BYTES = 32 * 1024;

function faultOf(error: unknown): ProfileFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAULTS[code] ?? 'unusable';
}

/**
 * Whether the folder can take what a run writes, by writing it: its mode says nothing of a disk that is full, of one that
 * went read-only, or of one that has run out of files. Null when it can.
 */
export function profileFault(folder: string): ProfileFault | null {
  let trial: string | null = null;
  try {
    mkdirSync(folder, { recursive: true });
    trial = mkdtempSync(join(folder, '.start-'));
    const bytes = Buffer.alloc(TRIAL_BYTES);
    for (let at = 0; at < TRIAL_FILES; at += 1) writeFileSync(join(trial, String(at)), bytes);
    return null;
  } catch (error) {
    return faultOf(error);
  } finally {
    if (trial !== null) discard(trial);
  }
}

function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // What can't be taken away again could hardly be made.
  }
}

/** Chromium's own: a link to `computer-process`. Windows has none; there the lock ends with its process. */
const LOCK = 'SingletonLock';

/** Whether a process of this computer is there, whoever it belongs to. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Why the profile's lock could not be had; null where another desktop really has it on this computer. */
export function lockFault(folder: string, platform: NodeJS.Platform): ProfileFault | null {
  if (platform === 'win32') return null;
  try {
    const holder = /-(\d+)$/.exec(readlinkSync(join(folder, LOCK)))?.[1];
    return holder !== undefined && isAlive(Number(holder)) ? null : 'unusable';
  } catch (error) {
    return faultOf(error);
  }
}
