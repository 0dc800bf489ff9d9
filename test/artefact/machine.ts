import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Tests that change the machine: as root, on Debian or a relative. */
export const CAN_INSTALL =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('dpkg', ['--version'], { stdio: 'ignore' }).status === 0;

const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', HOME: '/root' };

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program of the system as root. */
export function system(program: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: ENV, cwd: '/' });
  return { status, output: stdout + stderr };
}

function askDpkg(field: string): string | null {
  const { status, output } = system('dpkg-query', '--show', '--showformat', `$\{${field}}`, 'vu-desktop');
  return status === 0 ? output : null;
}

/** dpkg's word for how the package stands, e.g. `installed` or `unpacked`; `not-installed` for none. */
export function packageStatus(): string {
  return askDpkg('db:Status-Status') ?? 'not-installed';
}

export function packageVersion(): string {
  return askDpkg('Version') ?? '';
}

/** Installs a package as an administrator does by hand, and has apt fetch what it says that it needs. */
export function install(deb: string): void {
  if (system('dpkg', '--install', deb).status === 0) return;
  const mended = system('apt-get', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', '--fix-broken', 'install');
  if (packageStatus() !== 'installed') throw new Error(`The package could not be installed:\n${mended.output}`);
}

/** Where a package could leave something. */
const PLACES = ['/etc', '/opt', '/usr', '/var'];
/** What dpkg and apt know and log about everything that was ever installed, and what the build and this run keep. */
const NOT_THE_PACKAGES =
  /^\/var\/(lib\/(dpkg|apt|systemd|vu-desktop-dev)|cache\/(apt|debconf|man|ldconfig|vu-desktop)|log|tmp)(\/|$)|^\/usr\/share\/mime\//;

/** Every file and folder where a package could leave one. */
export function filesOfMachine(): Set<string> {
  const found = new Set<string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const at = path.join(folder, entry.name);
      if (NOT_THE_PACKAGES.test(at)) continue;
      found.add(at);
      if (entry.isDirectory()) walk(at);
    }
  };
  for (const place of PLACES) walk(place);
  return found;
}

/** Whether another package says that a file is its own. */
export function ownedByAnotherPackage(file: string): boolean {
  // Packages that ours needs are installed with it and stay: with the links by which Debian chooses among several programs,
  // and with the list of what opens what, which no package owns and opensWith() reads.
  return file === OPENERS || [file, realpathSync(file)].some((each) => system('dpkg', '--search', each).status === 0);
}

const OPENERS = '/usr/share/applications/mimeinfo.cache';

/** What the system opens a kind of thing with; empty when with nothing. */
export function opensWith(type: string): string {
  const list = readFileSync(OPENERS, 'utf8');
  return new RegExp(`^${type}=(.*)$`, 'm').exec(list)?.[1] ?? '';
}
