import { spawn } from 'node:child_process';

/** A program that has ended, with all that it said. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs one of our programs in a Node of its own, with nothing in its environment but what is given, until it ends. */
export async function runProgram(
  file: string,
  {
    args = [],
    env = {},
    input = '',
  }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; readonly input?: string } = {},
): Promise<Ended> {
  return await endedCommand(process.execPath, [file, ...args], env, input);
}

/** The same of any program. */
export async function endedCommand(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ended> {
  const child = spawn(file, args, { env, stdio: 'pipe' });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output, errors };
}
