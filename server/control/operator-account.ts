import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Actor } from '../audit/events.ts';

/**
 * Who runs the operator's command line, as the system knows it. Whoever runs it chooses its environment, so nothing in there
 * (`SUDO_USER`, `USER`, `LOGNAME`) says who they are.
 *
 * Linux notes at the login who logs in, and keeps that through sudo, su and whatever they become: the login uid. Without a
 * login there is none (a timer, a container), and other systems have nothing of the kind. Then it is the account that the process
 * runs as, and the trail says that it is only that.
 */
export function operatorAccount(): Extract<Actor, { kind: 'operator' }> {
  const uid = loginUid();
  return uid === null
    ? { kind: 'operator', name: inTrail(accountOfProcess()), known: 'process' }
    : { kind: 'operator', name: inTrail(accountOf(uid) ?? `uid-${uid}`), known: 'login' };
}

const LOGIN_UID_FILE = '/proc/self/loginuid';
/** (uid_t) -1: nobody logged in (proc(5)). */
const UNSET = 4_294_967_295;

function loginUid(): number | null {
  try {
    const text = readFileSync(LOGIN_UID_FILE, 'utf8').trim();
    return /^\d+$/.test(text) && Number(text) !== UNSET ? Number(text) : null;
  } catch {
    return null;
  }
}

/** Where glibc's, which knows directories of people as well as `/etc/passwd`, is on every Linux. By its path: the environment chooses no program. */
const GETENT = '/usr/bin/getent';
/** A directory on the network that doesn't answer must not keep the operator from working. */
const GETENT_MILLISECONDS = 5_000;

function accountOf(uid: number): string | null {
  return nameIn(entryOf(uid) ?? '', uid) ?? nameIn(passwdFile(), uid);
}

function entryOf(uid: number): string | null {
  try {
    return execFileSync(GETENT, ['passwd', String(uid)], {
      env: {},
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: GETENT_MILLISECONDS,
    });
  } catch {
    return null;
  }
}

function passwdFile(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

/** `name:password:uid:…` (passwd(5)). */
function nameIn(lines: string, uid: number): string | null {
  const fields = lines.split('\n').map((line) => line.split(':'));
  return fields.find(([, , each]) => each === String(uid))?.[0] || null;
}

/** By the system's own list of accounts, which `userInfo` asks; an account need not be in it, e.g. in a container. */
function accountOfProcess(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Longest name of an account that the audit trail keeps. */
const NAME_MOST = 64;

function inTrail(account: string): string {
  return account.replace(/[^A-Za-z0-9._\\@-]/g, '-').slice(0, NAME_MOST) || 'unknown';
}
