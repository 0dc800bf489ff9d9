/**
 * The door to every command: `node build/run.mjs <command> [argument…]`. Does whatever set-up is missing and hands
 * over to the toolchain's own Node. Free of dependencies and of syntax newer than Node 20.19, because it is what
 * installs the rest.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { environment, inheritedEnvironment } from './environment.mjs';
import { cacheFolder, checkout, nodeModules } from './folders.mjs';
import { endWithParent } from './parent.mjs';
import { giveUp, say } from './progress.mjs';
import { SERVER_NODE_ARGUMENTS } from './server-process.mjs';
import { setUp } from './set-up.mjs';

/**
 * What each command runs, how much set-up it needs, arguments that come before those that were given, Node's own, and whether it is a
 * service, which nobody's leaving ends.
 * @type {Record<string, {file: string, needs: import('./set-up.mjs').Needs, args?: readonly string[], node?: readonly string[], service?: true}>}
 */
const COMMANDS = {
  start: { file: 'build/start.ts', needs: 'desktop' },
  test: { file: 'build/test.ts', needs: 'tests' },
  'test-dist': { file: 'build/test.ts', needs: 'artefact tests', args: ['--only', 'artefact'] },
  dev: { file: 'build/dev.ts', needs: 'desktop' },
  check: { file: 'build/check.ts', needs: 'modules' },
  policy: { file: 'build/policy.ts', needs: 'modules' },
  verification: { file: 'build/verification.ts', needs: 'modules' },
  format: { file: 'build/format.ts', needs: 'modules' },
  server: { file: 'server/main.ts', needs: 'modules', node: SERVER_NODE_ARGUMENTS, service: true },
  operator: { file: 'server/control/operator.ts', needs: 'modules' },
  'demo-api': { file: 'build/demo-api.ts', needs: 'modules' },
  desktop: { file: 'build/desktop.ts', needs: 'desktop' },
  tour: { file: 'build/tour.ts', needs: 'desktop' },
  bench: { file: 'build/bench.ts', needs: 'desktop' },
  dist: { file: 'build/dist.ts', needs: 'desktop' },
  'update-feed': { file: 'build/update-feed.ts', needs: 'modules' },
};

/** What a shell answers for a command that it doesn't know. */
const UNKNOWN_COMMAND = 127;
/** And, with the signal's number added, for one that a signal ended. */
const SIGNAL_BASE = 128;

const [name = '', ...given] = process.argv.slice(2);
/** npm takes the `--` before a command's own arguments away; who calls us without npm may write it all the same. */
const args = given[0] === '--' ? given.slice(1) : given;
const command = COMMANDS[name];
if (command === undefined) {
  say(`There is no command called "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(UNKNOWN_COMMAND);
}

await setUp(command.needs).catch(giveUp);

const toolchain = path.join(nodeModules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const script = path.join(checkout, command.file);
if (!existsSync(script)) giveUp(`${command.file} is missing from this checkout.`);

const inherited = inheritedEnvironment();
const child = spawn(
  toolchain,
  [
    ...(command.node ?? []),
    ...(command.service ? [] : ['--import', pathToFileURL(path.join(import.meta.dirname, 'end-with-parent.mjs')).href]),
    '--',
    script,
    ...(command.args ?? []),
    ...args,
  ],
  {
    stdio: 'inherit',
    env: {
      ...inherited,
      PATH: [path.join(nodeModules, '.bin'), environment.path].join(path.delimiter),
      // Stripped of its types once, a module starts in half the time. A variable that is set already wins.
      ...compileCache(inherited),
    },
  },
);

/** @param {Record<string, string>} inherited @returns {Record<string, string>} */
function compileCache(inherited) {
  const name = 'NODE_COMPILE_CACHE';
  if (inherited[name] !== undefined) return {};
  try {
    return { [name]: path.join(cacheFolder(), 'compiled') };
  } catch {
    // A service user without a home of its own has no cache either.
    return {};
  }
}

/** A program may stop at the first signal gently and at the second at once, so each is passed on once. */
const passedOn = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the whole foreground itself.
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY;
    if (fromTerminal || passedOn.has(signal)) return;
    passedOn.add(signal);
    child.kill(signal);
  });
}
// Started without npm, our parent is a shell, which may go and mean us to stay.
if (environment.startedByNpm && !command.service) endWithParent(() => child.kill('SIGTERM'));
child.on('error', giveUp);
child.on('exit', (code, signal) => process.exit(code ?? SIGNAL_BASE + (signal === null ? 0 : os.constants.signals[signal])));
