/**
 * Runs one program and ends its whole process group when the process that asked for it is gone, for whatever reason:
 * a kill -9 leaves no time for handlers, but it closes the lifeline, a pipe on file descriptor 3.
 *
 *   node supervise.mjs '{"signals":["SIGINT"],"graceMs":5000,"user":null}' program [argument…]
 *
 * Each signal gets `graceMs` to work before the next one is tried; SIGKILL comes last. Ends with the program's code.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Socket } from 'node:net';

/** With it, Linux itself signals the program when even this supervisor was killed. Without it, only the lifeline protects. */
const SETPRIV = '/usr/bin/setpriv';
/** What a shell answers for a program that can't be started, and for one that a signal ended. */
const CANNOT_START = 127;
const ENDED_BY_SIGNAL = 128;

const [optionsText = '{}', program = '', ...programArguments] = process.argv.slice(2);
/** @type {{signals: NodeJS.Signals[], graceMs: number, user: {uid: number, gid: number} | null}} */
const { signals, graceMs, user } = JSON.parse(optionsText);

function start() {
  const options = {
    stdio: /** @type {const} */ (['inherit', 'inherit', 'inherit']),
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
  if (process.platform === 'linux' && existsSync(SETPRIV)) {
    const identity = user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
    return spawn(SETPRIV, [...identity, '--pdeathsig', signals[0] ?? 'SIGTERM', '--', program, ...programArguments], {
      ...options,
      stdio: [...options.stdio],
    });
  }
  return spawn(program, programArguments, { ...options, stdio: [...options.stdio], ...(user ?? {}) });
}

const child = start();

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  const steps = [...signals, /** @type {const} */ ('SIGKILL')];
  const next = () => {
    const signal = steps.shift();
    if (signal === undefined) return;
    signalGroup(signal);
    setTimeout(next, graceMs);
  };
  next();
}

const lifeline = new Socket({ fd: 3, readable: true, writable: false });
lifeline.on('end', stop);
lifeline.on('close', stop);
lifeline.on('error', stop);
lifeline.resume();
for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);

child.on('error', () => process.exit(CANNOT_START));
child.on('exit', (code, signal) => {
  // What the program itself left in its group goes with it.
  signalGroup('SIGKILL');
  process.exit(code ?? (signal === null ? 1 : ENDED_BY_SIGNAL));
});
