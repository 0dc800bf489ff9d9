import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { firstLine } from '../../build/session/first-line.ts';
import { hold, withLock } from '../../build/set-up/lock.mjs';

const subject = (name: string): string => `${import.meta.filename} ${process.pid} ${name}`;
const LOCK = pathToFileURL(path.resolve(import.meta.dirname, '../../build/set-up/lock.mjs')).href;

/** Takes a lock in a process of its own and keeps it. */
async function otherHolder(name: string): Promise<{ kill(): void }> {
  const program = `import { hold } from ${JSON.stringify(LOCK)}; console.log((await hold(process.argv[1], 0)) !== null); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await firstLine(child.stdout)).toBe('true');
  return { kill: () => child.kill('SIGKILL') };
}

test('two who do the same take turns', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 4 }, () => withLock(subject('turns'), work)));
  expect(most).toBe(1);
});

test('work that fails gives its lock back', async () => {
  await expect(withLock(subject('failing'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const release = await hold(subject('failing'), 0);
  expect(release).not.toBeNull();
  await release?.();
});

test('a lock that another process holds is refused, and free again when that one is killed', async () => {
  const name = subject('killed');
  const other = await otherHolder(name);
  expect(await hold(name, 0)).toBeNull();
  other.kill();
  const release = await vi.waitFor(
    async () => {
      const taken = await hold(name, 0);
      if (taken === null) throw new Error('still held');
      return taken;
    },
    { timeout: 10_000, interval: 20 },
  );
  await release();
});
