import { createHash } from 'node:crypto';
import { existsSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { say } from '../progress.mjs';

const TRY_EVERY_MS = 200;
const NAME_LENGTH = 16;

/**
 * Runs `work` while no other process runs work of the same name. The lock is a socket, so the system itself gives it
 * back when its holder is killed: on Linux and Windows nothing of it is ever on disk.
 * @template T
 * @param {string} subject what is locked, such as a folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(subject, work) {
  let release = await hold(subject, 0);
  if (release === null) {
    say('Waiting for another command to finish the same…');
    release = await hold(subject, Number.POSITIVE_INFINITY);
  }
  try {
    return await work();
  } finally {
    await release?.();
  }
}

/**
 * Takes a lock for as long as this process lives, or until it is given back.
 * @param {string} subject
 * @param {number} patienceMs how long to wait for another holder to go
 * @returns {Promise<(() => Promise<void>) | null>} how to give it back, or null when another still holds it
 */
export async function hold(subject, patienceMs) {
  const address = lockAddress(subject);
  const until = Date.now() + patienceMs;
  for (;;) {
    const release = await take(address);
    if (release !== null || Date.now() >= until) return release;
    await delay(TRY_EVERY_MS);
  }
}

/** @param {string} subject */
function lockAddress(subject) {
  const name = `vu-desktop-${createHash('sha256').update(subject).digest('hex').slice(0, NAME_LENGTH)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // A name that begins with NUL is in Linux's abstract namespace.
  return process.platform === 'linux' ? `\0${name}` : path.join(os.tmpdir(), `${name}.lock`);
}

/** @param {string} address @returns {Promise<(() => Promise<void>) | null>} how to give it back, or null when another holds it */
async function take(address) {
  const server = createServer();
  const taken = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(address, () => resolve(true));
  });
  if (taken) {
    server.unref();
    return () => new Promise((resolve) => server.close(() => resolve()));
  }
  if (existsSync(address) && !(await answers(address))) unlinkSync(address);
  return null;
}

/** A socket file without anyone behind it is what a killed holder leaves on macOS. @param {string} address @returns {Promise<boolean>} */
function answers(address) {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
