import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { asUser, unprivilegedUser } from '../../build/unprivileged.mjs';

const nodeSchema = z.object({ role: z.string(), name: z.string(), text: z.string(), focused: z.boolean() });
/** One thing on screen, as assistive technology has it: roles are AT-SPI's names. */
export type ScreenNode = z.infer<typeof nodeSchema>;

export interface ScreenReader {
  /** All that is on screen, in reading order. */
  read(): Promise<readonly ScreenNode[]>;
  /** Does what a click does. False when there is no such thing. */
  press(role: string, name: string): Promise<boolean>;
  focus(role: string, name: string): Promise<boolean>;
  stop(): void;
}

const PROGRAM = path.join(import.meta.dirname, 'screen-reader.py');

/** Starts a screen reader in the session that `env` names, as its user. The program goes in as text: that user may not be able to read the checkout. */
export function startScreenReader(env: Record<string, string>): ScreenReader {
  const command = ['/usr/bin/python3', '-W', 'ignore', '-c', readFileSync(PROGRAM, 'utf8')];
  const [program = '', ...plain] = command;
  const { file, args } = unprivilegedUser === null ? { file: program, args: plain } : asUser(unprivilegedUser, command);
  const child: ChildProcess = spawn(file, args, { env, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The screen reader could not be started');
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.once('exit', () => {
    for (const { reject } of waiting.splice(0))
      reject(new Error('The screen reader ended. On Debian: apt-get install python3-gi gir1.2-atspi-2.0 at-spi2-core'));
  });
  const ask = async (request: object): Promise<unknown> => {
    const answer = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
    stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse(await answer);
  };
  return {
    read: async () => z.array(nodeSchema).parse(await ask({ do: 'read' })),
    press: async (role, name) => z.boolean().parse(await ask({ do: 'press', role, name })),
    focus: async (role, name) => z.boolean().parse(await ask({ do: 'focus', role, name })),
    stop: () => stdin.end(),
  };
}
