import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { environment, inheritedEnvironment } from '../environment.mjs';
import { say } from '../progress.mjs';
import { runQuietly } from './npm.mjs';

/**
 * What Electron and its keychain load. A name after a bar is what newer releases call the same.
 */
const LIBRARIES = ['libgtk-3-0|libgtk-3-0t64', 'libnss3', 'libasound2|libasound2t64', 'libgbm1', 'libxss1', 'libsecret-1-0', 'libnotify4'];
/** A display and a session of our own, where there is none. */
const HEADLESS = ['xvfb', 'xauth', 'dbus', 'dbus-x11', 'gnome-keyring'];
/** What stands for a phone in the tests: a camera that reads a QR code, and an authenticator app. */
const PHONE = ['zbar-tools', 'oathtool'];
/** A pooler between the API and its database, as councils' providers have. */
const POOLER = ['pgbouncer'];
/** Makes a certificate authority trusted by a user of the tests, as IT does on a PC. */
const TRUST = ['libnss3-tools'];
/** Compiles what the Windows installer adds, so that a mistake in it shows here. */
const INSTALLERS = ['nsis'];
/** A keyboard and a pointer for what no page shows: the system's own boxes and the menu's keys. */
const KEYBOARD = ['xdotool'];
/** A screen reader for the installed desktop, which lets no debugger in. */
const ASSISTIVE = ['at-spi2-core', 'python3-gi', 'gir1.2-atspi-2.0'];

/** Another apt may be at work. */
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=120'];

/**
 * Installs what is missing on Debian and its relatives, as root or through a sudo that asks nothing; otherwise, and
 * elsewhere, names what to install and leaves it at that, since what is missing may not be needed.
 * @param {'desktop' | 'tests' | 'artefact tests'} needs
 */
export async function installSystemPackages(needs) {
  if (process.platform !== 'linux') {
    if (needs !== 'desktop') nameForOtherSystem();
    return;
  }
  const ownDisplay = environment.display !== null || environment.waylandDisplay !== null;
  const wanted = [
    ...LIBRARIES,
    ...(ownDisplay && needs === 'desktop' ? [] : HEADLESS),
    ...(needs === 'desktop' ? [] : [...PHONE, ...POOLER, ...TRUST, ...INSTALLERS, ...KEYBOARD]),
    ...(needs === 'artefact tests' ? ASSISTIVE : []),
  ];
  if (!existsSync('/usr/bin/dpkg-query')) {
    nameForOtherLinux(needs);
    return;
  }
  const missing = missingOf(wanted);
  if (missing.length === 0) return;
  const become = process.getuid?.() === 0 ? [] : sudoWorks() ? ['sudo', '-n'] : null;
  if (become === null) {
    say(
      `These system packages are missing, and only an administrator can install them:\n  sudo apt-get install ${firstNames(missing)}\nGoing on without them.`,
    );
    return;
  }
  say(`Installing system packages: ${firstNames(missing)}…`);
  const apt = (/** @type {string[]} */ ...args) => {
    const [program = '', ...rest] = [...become, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...APT_OPTIONS, ...args];
    return runQuietly(program, rest, { cwd: '/', env: inheritedEnvironment(), doing: 'Installing the system packages' });
  };
  try {
    await apt('update');
    await apt('install', '--yes', '--no-install-recommends', ...missing.map(knownName));
  } catch (error) {
    say(
      `${error instanceof Error ? error.message : error}\nGoing on without them. To install them yourself: apt-get install ${firstNames(missing)}`,
    );
  }
}

/** @param {readonly string[]} wanted */
function missingOf(wanted) {
  const names = wanted.flatMap((entry) => entry.split('|'));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own placeholders
  const asked = spawnSync('dpkg-query', ['--show', '--showformat', '${Package} ${db:Status-Status}\n', ...names], { encoding: 'utf8' });
  const installed = new Set(
    asked.stdout.split('\n').flatMap((line) => (line.endsWith(' installed') ? [line.slice(0, line.indexOf(' '))] : [])),
  );
  return wanted.filter((entry) => !entry.split('|').some((name) => installed.has(name)));
}

/** @param {readonly string[]} entries */
function firstNames(entries) {
  return entries.map((entry) => entry.split('|')[0]).join(' ');
}

/** The name that this release knows a package by. @param {string} entry */
function knownName(entry) {
  const names = entry.split('|');
  const has = (/** @type {string} */ name) =>
    /^ {2}Candidate: (?!\(none\))/m.test(
      spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...inheritedEnvironment(), LC_ALL: 'C' } }).stdout,
    );
  return names.find(has) ?? entry.split('|')[0] ?? entry;
}

function sudoWorks() {
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
}

/** @param {'desktop' | 'tests' | 'artefact tests'} needs */
function nameForOtherLinux(needs) {
  const distribution =
    /^PRETTY_NAME="?([^"\n]*)/m.exec(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '')?.[1] ?? 'this Linux';
  const phone = needs !== 'desktop' ? ', and for the tests zbarimg and oathtool' : '';
  say(
    `${distribution} isn't Debian, so nothing is installed for you. Needed: GTK 3, NSS, ALSA, GBM, libXss, libsecret, libnotify; without a display also Xvfb, dbus-daemon and gnome-keyring${phone}.`,
  );
}

function nameForOtherSystem() {
  const missing = ['zbarimg', 'oathtool'].filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined);
  if (missing.length === 0) return;
  const how = process.platform === 'darwin' ? 'brew install zbar oath-toolkit' : 'ZBar from its site, and oathtool from MSYS2';
  say(`The tests read QR codes and make authenticator codes with programs that are missing: ${missing.join(' and ')} (${how}).`);
}
