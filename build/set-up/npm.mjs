import { spawn } from 'node:child_process';
import { environment, inheritedEnvironment } from '../environment.mjs';

const TAIL_LINES = 30;

/**
 * Runs a program and keeps what it says to itself, unless it fails.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd: string, env?: Record<string, string>, doing: string}} options `doing` says what failed, for the message
 * @returns {Promise<string>} its standard output
 */
export function runQuietly(program, args, { cwd, env, doing }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: env ?? inheritedEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      said += text;
    });
    child.on('error', (error) => reject(new Error(`${doing} failed: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${doing} failed (${code ?? 'killed'}):\n${said.trim().split('\n').slice(-TAIL_LINES).join('\n')}`));
    });
  });
}

/**
 * Runs the npm that started us, with the Node that it runs on, so that no shell or `npm.cmd` is in between.
 * @param {readonly string[]} args
 * @param {{cwd: string, doing: string}} options
 */
export function npm(args, { cwd, doing }) {
  // The engines of a few packages ask for a newer Node than the machine's; they run on the toolchain's.
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const env = withoutNpmSettings();
  if (environment.npmEntry !== null && environment.npmNode !== null)
    return runQuietly(environment.npmNode, [environment.npmEntry, ...args, ...quiet], { cwd, env, doing });
  // Started without npm: the one on the PATH, which on Windows is a script that only a shell can run.
  if (process.platform === 'win32') return runQuietly('cmd.exe', ['/d', '/s', '/c', 'npm', ...args, ...quiet], { cwd, env, doing });
  return runQuietly('npm', [...args, ...quiet], { cwd, env, doing });
}

/** npm tells its scripts its own settings (such as --silent or a workspace), which aren't for another npm. */
function withoutNpmSettings() {
  return Object.fromEntries(Object.entries(inheritedEnvironment()).filter(([name]) => !/^npm_(lifecycle|package|command)/i.test(name)));
}
