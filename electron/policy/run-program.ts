/** A program of the system that hangs must not keep the first screen waiting for long. */
const LIMIT_MS = 5000;
/** Far more than any policy; what writes more is not what was asked for. */
const OUTPUT_BYTES_MOST = 256 * 1024;

export interface ProgramEnd {
  /** Null when it could not be started, was stopped, or wrote too much. */
  readonly code: number | null;
  readonly output: string;
}

/**
 * Starts a program by its whole path, without a shell, in `folder` and with no environment but `variables`, and answers how
 * it ended. Never rejects. The person's own environment would choose what such a program loads: PowerShell's modules and
 * profiler, the libraries beside where it was started.
 */
export type RunProgram = (file: string, args: readonly string[], place: ProgramPlace) => Promise<ProgramEnd>;

export interface ProgramPlace {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
}

export const runProgram: RunProgram = async (file, args, { folder, variables }) => {
  // Only where it is used: a Linux desktop never does, and what it brings would be read before the first screen.
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const options = { cwd: folder, env: variables, timeout: LIMIT_MS, maxBuffer: OUTPUT_BYTES_MOST, windowsHide: true } as const;
    execFile(file, args, { ...options, encoding: 'utf8' }, (error, output) => {
      if (error === null) resolve({ code: 0, output });
      else resolve({ code: typeof error.code === 'number' ? error.code : null, output });
    });
  });
};
