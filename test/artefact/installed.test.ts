import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePrivateFolder } from '../../build/unprivileged.mjs';
import { type StartedApi, startApi } from '../support/api.ts';
import { runningClock } from '../support/clock.ts';
import { artefacts } from '../support/environment.ts';
import { codeIn, messagesTo } from '../support/outbox.ts';
import { asPerson, asPersonAlready, type Desk, ON_SCREEN, type StartOptions, sitDown } from './desk.ts';
import {
  CAN_INSTALL,
  filesOfMachine,
  install,
  opensWith,
  ownedByAnotherPackage,
  packageStatus,
  packageVersion,
  system,
} from './machine.ts';
import { commandLine, listeningPorts, namespaceOf, processesOfGroup, statusField } from './processes.ts';

const APPLICATION = '/opt/vu-desktop';
const EXECUTABLE = `${APPLICATION}/vu-desktop`;
const ARCHIVE = `${APPLICATION}/resources/app.asar`;
const SCHEME = 'x-scheme-handler/vu';

/** Said in the name of what is skipped. */
const reason = CAN_INSTALL ? '' : ' (only root on a Debian can install it)';

/** In this order, since each begins where the one before left the machine and the desktop. */
describe.skipIf(!CAN_INSTALL)(`installed from its Debian package${reason}`, () => {
  // Short, since a session's sockets are below it, and where the person can get to.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vu-desk-'));
  const home = path.join(folder, 'home');
  const marks = path.join(folder, 'marks');
  let before: ReadonlySet<string>;
  let api: StartedApi;
  let desk: Desk;

  beforeAll(async () => {
    system('chmod', '755', folder);
    makePrivateFolder(home);
    makePrivateFolder(marks);
    system('dpkg', '--purge', 'vu-desktop');
    before = filesOfMachine();
    api = await startApi({ clock: runningClock() });
    desk = await sitDown(home);
  });
  afterAll(async () => {
    await desk?.leave();
    await api?.close();
    system('dpkg', '--purge', 'vu-desktop');
    rmSync(folder, { recursive: true, force: true });
  });

  async function submitPassword(key: string): Promise<void> {
    const { email, password } = api.person(key);
    await desk.seeHeading('Sign in');
    await desk.fill('Work e-mail address', email);
    await desk.fill('Password', password);
    await desk.key('Return');
  }
  async function expectSignedIn(key: string): Promise<void> {
    await desk.seeHeading('Customer Service Vu');
    await desk.see(new RegExp(api.person(key).name));
  }
  async function signOut(): Promise<void> {
    await desk.press('Sign out');
    await desk.seeHeading('Sign in');
  }
  function logOfPerson(): string {
    return readFileSync(path.join(desk.profile, 'logs/vu-desktop.log'), 'utf8');
  }

  function lastStart(): string | undefined {
    return logOfPerson()
      .trim()
      .split('\n')
      .findLast((line) => line.includes('"Started"'));
  }
  /** Starts the desktop: the person who trusted this computer signs in with the password alone, and out again. */
  async function expectStillTrusted(): Promise<void> {
    desk.start();
    await submitPassword('text-message');
    await expectSignedIn('text-message');
    await signOut();
  }

  test('an older version installs with dpkg, and apt finds all that it needs from what the package says', () => {
    install(debIn(artefacts().older));
    expect(packageStatus()).toBe('installed');
    expect(packageVersion()).toContain('0.0.9');
    expect(system('apt-get', 'check').status).toBe(0);
  });

  test('every library that its programs load comes from a package that it depends on', () => {
    const libraries = librariesOf(APPLICATION);
    const dependencies = dependenciesOf('vu-desktop');
    expect(libraries.length).toBeGreaterThan(20);
    expect(libraries.filter(({ owner }) => !dependencies.has(owner))).toEqual([]);
  });

  test('links are registered by the installation, with a desktop file that its validator accepts', () => {
    expect(opensWith(SCHEME)).toContain('vu-desktop.desktop');
    expect(system('desktop-file-validate', '/usr/share/applications/vu-desktop.desktop')).toEqual({ status: 0, output: '' });
  });

  test('the first start asks for the address; a person signs in with a text message and trusts the computer', async () => {
    desk.start();
    await desk.seeHeading('Connect to your council');
    await desk.fill('Address of the Vu service', api.url);
    await desk.key('Return');
    // In a box of the system, which names the address.
    await desk.press('Connect');
    await submitPassword('text-message');
    await desk.seeHeading('Check your phone');
    const phone = api.person('text-message').phone ?? '';
    await expect.poll(async () => (await messagesTo(phone, api.notify)).length, ON_SCREEN).toBe(1);
    const [message] = await messagesTo(phone, api.notify);
    await desk.fill('Code from the text message', message === undefined ? '' : codeIn(message));
    await desk.key('Return');
    await desk.press('Trust it for 30 days');
    await expectSignedIn('text-message');
  });

  test('every process of it runs as the person, and its page in Chromium’s real sandbox', () => {
    const all = processesOfGroup(desk.running.pid);
    expect(all.length).toBeGreaterThan(3);
    expect(all.map((pid) => statusField(pid, 'Uid')).filter((uid) => uid === '0')).toEqual([]);
    expectSandboxed(all);
    expect(listeningPorts(all)).toEqual([]);
  });

  test('About opens from the menu, and the log names the version and the commit', async () => {
    await desk.press('Help');
    await desk.press('About Vu Desktop', 'menu item');
    await desk.seeWindow('About Vu Desktop');
    expect(logOfPerson()).toMatch(/"version":"0\.0\.9".*"commit":"[0-9a-f]{10}/);
  });

  test('an upgrade, even while it runs, keeps what it knows: the next start asks for the password alone', async () => {
    install(debIn(artefacts().output));
    expect(packageVersion()).not.toContain('0.0.9');
    expect(packageStatus()).toBe('installed');
    await desk.quit();
    await expectStillTrusted();
    expect(lastStart()).not.toContain('0.0.9');
  });

  test('the older version goes over the newer one again and still knows what it knew, and so does the newer one after it', async () => {
    install(debIn(artefacts().older));
    expect(packageVersion()).toContain('0.0.9');
    await desk.quit();
    await expectStillTrusted();
    expect(lastStart()).toContain('0.0.9');
    install(debIn(artefacts().output));
    await desk.quit();
    await expectStillTrusted();
    expect(lastStart()).not.toContain('0.0.9');
  });

  test('a person signs in with an authenticator app', async () => {
    await submitPassword('authenticator');
    await desk.fill('Code from the app', api.authenticatorCode(api.person('authenticator')));
    await desk.key('Return');
    await desk.press('Ask for a code next time');
    await expectSignedIn('authenticator');
    await signOut();
  });

  test('a person without their phone signs in with a recovery code', async () => {
    await submitPassword('recovery-codes');
    await desk.press(/recovery code/i);
    await desk.fill('Recovery code', api.person('recovery-codes').recoveryCodes[0] ?? '');
    await desk.key('Return');
    await expectSignedIn('recovery-codes');
    await signOut();
  });

  test('a link, and whatever is in it, brings the window that is there to the front and does nothing else', async () => {
    const { pid } = desk.running;
    for (const link of ['vu:', 'vu://--remote-debugging-port=0', 'vu:--inspect=0'])
      expect(await desk.startSecond({ args: ['--', link] }), link).toBe(0);
    expect(desk.running.pid).toBe(pid);
    expect(listeningPorts(processesOfGroup(pid))).toEqual([]);
    await desk.seeHeading('Sign in');
    await desk.quit();
  });

  describe('what it is given by whoever starts it has no effect:', () => {
    const mark = path.join(folder, 'mark.cjs');
    const marked = (): string[] => readdirSync(marks);
    beforeAll(() => writeFileSync(mark, `require('node:fs').writeFileSync(${JSON.stringify(path.join(marks, 'ran'))}, '');\n`));
    afterEach(() => {
      for (const name of marked()) rmSync(path.join(marks, name));
    });

    test('(the same script does run in an Electron whose fuses are as they come)', async () => {
      const { executable, env } = desk.session;
      await asPersonAlready(executable, [mark], { ...env, ELECTRON_RUN_AS_NODE: '1' });
      expect(marked()).toEqual(['ran']);
      rmSync(path.join(marks, 'ran'));
      await asPersonAlready(executable, ['-e', '0'], { ...env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require=${mark}` });
      expect(marked()).toEqual(['ran']);
    });

    const attacks: Readonly<Record<string, StartOptions>> = {
      'ELECTRON_RUN_AS_NODE with a script': { program: EXECUTABLE, args: [mark], env: { ELECTRON_RUN_AS_NODE: '1' } },
      'NODE_OPTIONS with a module to load': { env: { NODE_OPTIONS: `--require=${mark}` } },
      'an application’s folder as argument': { args: [folder] },
      '--require': { args: ['--require', mark, `-r=${mark}`] },
      '--inspect': { args: ['--inspect=0'] },
      '--inspect-brk, which would wait for a debugger': { args: ['--inspect-brk=0'] },
      '--log-net-log': { args: [`--log-net-log=${path.join(marks, 'net-log')}`] },
      '-log-net-log, after one dash': { args: [`-log-net-log=${path.join(marks, 'net-log')}`] },
      '--ssl-key-log-file': { args: [`--ssl-key-log-file=${path.join(marks, 'keys')}`] },
      SSLKEYLOGFILE: { env: { SSLKEYLOGFILE: path.join(marks, 'keys') } },
      '--proxy-server': { args: ['--proxy-server=http://127.0.0.1:1', '--proxy-bypass-list=<-loopback>'] },
      '--remote-debugging-port': { args: ['--remote-debugging-port=0', '--remote-allow-origins=*'] },
    };
    test.each(Object.entries(attacks))('%s', async (_name, options) => {
      desk.start(options);
      await desk.seeHeading('Sign in');
      const { pid, output } = desk.running;
      const all = processesOfGroup(pid);
      expect(marked()).toEqual([]);
      expect(output()).not.toMatch(/(Debugger|DevTools) listening/);
      expect(listeningPorts(all)).toEqual([]);
      expectSandboxed(all);
      await desk.quit();
    });

    test.each([
      '--no-sandbox',
      '--disable-namespace-sandbox',
      '--disable-setuid-sandbox',
      '--disable-seccomp-filter-sandbox',
      '--disable-gpu-sandbox',
      '--no-zygote',
      '--single-process',
      '--js-flags=--expose-gc',
      '--enable-logging=file',
      '--trace-startup',
      '--disable-features=NetworkServiceSandbox',
    ])('%s, with which it does not start at all', async (weakening) => {
      const REFUSED = 1;
      expect(await desk.startSecond({ args: [weakening] })).toBe(REFUSED);
    });

    test('SIGUSR1, at which Node opens its debugger', async () => {
      desk.start();
      await desk.seeHeading('Sign in');
      const { pid, output, exited } = desk.running;
      process.kill(pid, 'SIGUSR1');
      // Without a debugger, nobody has asked the system for the signal, which then ends a program.
      await exited;
      expect(output()).not.toContain('Debugger listening');
      await vi.waitFor(() => expect(processesOfGroup(pid)).toEqual([]), ON_SCREEN);
    });

    test('an application planted beside the archive, also where the archive is gone', async () => {
      const planted = path.join(path.dirname(ARCHIVE), 'app');
      mkdirSync(planted);
      writeFileSync(path.join(planted, 'package.json'), '{"main": "index.js"}');
      writeFileSync(path.join(planted, 'index.js'), readFileSync(mark));
      system('chmod', '-R', 'a+rX', planted);
      try {
        desk.start();
        await desk.seeHeading('Sign in');
        await desk.quit();
        expect(marked()).toEqual([]);
        system('mv', ARCHIVE, `${ARCHIVE}.away`);
        expect(await desk.startSecond({ program: EXECUTABLE })).not.toBe(0);
        expect(marked()).toEqual([]);
      } finally {
        system('mv', `${ARCHIVE}.away`, ARCHIVE);
        rmSync(planted, { recursive: true });
      }
    });
  });

  test('an archive with one byte changed is not started, and dpkg sees it too', async () => {
    expect(system('dpkg', '--verify', 'vu-desktop')).toEqual({ status: 0, output: '' });
    const last = statSync(ARCHIVE).size - 1;
    const original = readFileSync(ARCHIVE)[last] ?? 0;
    writeByte(ARCHIVE, last, original ^ 1);
    try {
      const NOT_AS_INSTALLED = 70;
      expect(await desk.startSecond()).toBe(NOT_AS_INSTALLED);
      expect(system('dpkg', '--verify', 'vu-desktop').output).toContain(ARCHIVE);
    } finally {
      writeByte(ARCHIVE, last, original);
    }
    desk.start();
    await desk.seeHeading('Sign in');
    await desk.quit();
  });

  test('the person who uses it can change none of its files', async () => {
    const files = system('dpkg', '--listfiles', 'vu-desktop').output.trim().split('\n');
    const writable = await asPerson(
      ['sh', '-c', 'for file; do [ -w "$file" ] && echo "$file"; done; true', 'sh', ...files],
      desk.session.env,
    );
    expect(files.length).toBeGreaterThan(40);
    expect(writable).toBe('');
  });

  test('a purge takes all of it away again, links too, and leaves the person’s own folder', () => {
    expect(system('dpkg', '--purge', 'vu-desktop').status).toBe(0);
    expect(packageStatus()).toBe('not-installed');
    const left = [...filesOfMachine()].filter((file) => !before.has(file) && !ownedByAnotherPackage(file));
    expect(left).toEqual([]);
    expect(opensWith(SCHEME)).toBe('');
    expect(existsSync(path.join(desk.profile, 'settings.json'))).toBe(true);
  });
});

/** A page's process has a filter on what it may ask of the kernel, can gain no privileges, and is on no network. */
function expectSandboxed(pids: readonly number[]): void {
  const FILTERED = '2';
  const pages = pids.filter((pid) => commandLine(pid).includes('--type=renderer'));
  expect(pages.length).toBeGreaterThan(0);
  for (const page of pages) {
    expect([statusField(page, 'Seccomp'), statusField(page, 'NoNewPrivs')]).toEqual([FILTERED, '1']);
    for (const kind of ['net', 'pid', 'user'] as const) expect(namespaceOf(page, kind)).not.toBe(namespaceOf(process.pid, kind));
  }
}

/** The libraries that the programs in a folder load from the system, and the package that each is of. */
function librariesOf(application: string): { readonly library: string; readonly owner: string }[] {
  const programs = system('find', application, '-type', 'f', '(', '-perm', '/111', '-o', '-name', '*.node', ')').output.trim().split('\n');
  const loaded = [...system('ldd', ...programs).output.matchAll(/=> (\S+)/g)].map(([, file]) => file ?? '');
  const libraries = [...new Set(loaded)].filter((file) => !file.startsWith(application));
  // dpkg may know a file by the place that it had before /lib became a link.
  const places = (library: string): string[] => [library, library.replace(/^\/usr/, ''), library.replace(/^\/lib/, '/usr/lib')];
  const answers = system('dpkg', '--search', ...libraries.flatMap(places)).output;
  const owners = new Map([...answers.matchAll(/^([^:,\s]+).*: (\/\S+)$/gm)].map(([, owner = '', file = '']) => [file, owner]));
  return libraries.map((library) => ({
    library,
    owner: places(library).flatMap((place) => owners.get(place) ?? [])[0] ?? 'no package',
  }));
}

/** A package's dependencies and theirs, as far as they are installed. */
function dependenciesOf(name: string): ReadonlySet<string> {
  const others = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const { output } = system('apt-cache', 'depends', '--recurse', '--installed', ...others, name);
  return new Set(output.split('\n').flatMap((line) => (/^[a-z]/.test(line) ? [line.replace(/:.*/, '')] : [])));
}

function debIn(folder: string): string {
  return path.join(folder, readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '');
}

function writeByte(file: string, at: number, value: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.from([value]), 0, 1, at);
  closeSync(descriptor);
}
