import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder } from '../../build/unprivileged.mjs';
import { expect, test, type Vu } from '../support/desktop.ts';
import { unzip } from '../support/unzip.ts';
import { button } from './pages/second-factor.ts';
import { expectSignedIn, signInByApp } from './pages/shell.ts';
import { expectHeading, signInForm } from './pages/sign-in.ts';

/** Answers every dialog as a person would who says yes and saves at `file`, and keeps what it said. */
async function answerDialogs(vu: Vu, file: string): Promise<() => Promise<{ message: string; detail: string }[]>> {
  await vu.app.evaluate(({ dialog }, filePath) => {
    const said: unknown[] = [];
    Reflect.set(globalThis, 'dialogsOfTest', said);
    Reflect.set(dialog, 'showMessageBox', async (...args: unknown[]) => {
      said.push(args.at(-1));
      return { response: 0 };
    });
    Reflect.set(dialog, 'showSaveDialog', async () => ({ canceled: false, filePath }));
  }, file);
  return () => vu.app.evaluate(() => Reflect.get(globalThis, 'dialogsOfTest'));
}

test('the support file says what is in it first, and holds a crash, the versions and nothing about a person', async ({ vu }) => {
  const window = await vu.start();
  await signInForm(window).email.fill('half.typed@porthaven.example');
  const folder = path.join(path.dirname(vu.userDataDir), 'documents');
  mkdirSync(folder, { recursive: true });
  makePrivateFolder(folder);
  const file = path.join(folder, 'for-the-help-desk.zip');
  const dialogs = await answerDialogs(vu, file);
  // A process beside the page's dies, which nobody sees.
  await vu.app.evaluate(({ app }) =>
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 5, name: 'for half.typed@porthaven.example' }),
  );
  await expect
    .poll(() =>
      vu.app.evaluate(({ Menu }) => {
        const item = Menu.getApplicationMenu()?.getMenuItemById('support') ?? null;
        item?.click();
        return item !== null;
      }),
    )
    .toBe(true);
  await expect.poll(async () => (await dialogs()).length).toBe(2);
  const [first, second] = await dialogs();
  const files = unzip(readFileSync(file));
  for (const name of files.keys()) expect(first?.detail).toContain(name);
  expect(second).toMatchObject({ message: 'The support file was saved', detail: file });
  expect([...files.keys()]).toEqual(['about.json', 'logs/vu-desktop.log', expect.stringMatching(/^crashes\/crash-/)]);
  const about = JSON.parse(files.get('about.json') ?? '');
  expect(about).toMatchObject({ packaged: false, platform: process.platform, policies: [] });
  expect(about.electron).toBe(await vu.app.evaluate(() => process.versions.electron));
  const text = [...files.values()].join();
  expect(text).toContain('A process beside the page’s is gone');
  for (const personal of ['half.typed', vu.api.url, vu.userDataDir]) expect(text).not.toContain(personal);
});

test('the support file names the settings of IT’s that hold when it is saved, and says when they could not be read', async ({ vu }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root can make a file that is root’s');
  const parent = path.dirname(vu.userDataDir);
  const policy = path.join(parent, 'policy-of-support.json');
  const set = (text: string) => {
    writeFileSync(policy, text);
    chmodSync(policy, 0o644);
  };
  set('{"idleLockMinutes":5}');
  const window = await vu.start({ args: [`--policy-file=${policy}`] });
  await expect(window.getByText('it asks for one every 30 days')).toBeVisible();
  set('{"deviceTrustMostDays":7}');
  await vu.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'));
  await expect(window.getByText('it asks for one every 7 days')).toBeVisible();
  set('{"deviceTrustMostDays":"seven"}');
  await vu.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'));
  await expect(window.getByText('quote POLICY-01')).toBeVisible();

  const folder = path.join(parent, 'support');
  makePrivateFolder(folder);
  const file = path.join(folder, 'for-the-help-desk.zip');
  const dialogs = await answerDialogs(vu, file);
  await vu.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('support')?.click());
  await expect.poll(async () => (await dialogs()).length).toBe(2);
  const about = JSON.parse(unzip(readFileSync(file)).get('about.json') ?? '');
  expect(about).toMatchObject({ policies: ['deviceTrustMostDays'], policyFault: 'POLICY-01' });
});

test('a link opens sign-in for its application and does nothing else, at the start and while it runs', async ({ vu }) => {
  const window = await vu.start({ args: ['--', 'vu:control'] });
  const form = signInForm(window);
  const chosen = window.getByRole('radio', { name: 'Control' });
  await expect(chosen).toBeChecked();
  await form.email.fill('half.typed@porthaven.example');
  expect(await vu.startSecond(['--', 'vu:customer-service-vu'])).toBe(0);
  await expect(window.getByRole('radio', { name: 'Customer Service Vu' })).toBeChecked();
  await expect(form.email).toHaveValue('half.typed@porthaven.example');
  expect(await vu.startSecond(['--', 'vu:control?email=attacker@vu.example'])).toBe(0);
  await expect.poll(() => vu.logs()).toContain('A link was refused');
  expect(vu.logs()).not.toContain('attacker');
  await expect(chosen).not.toBeChecked();
  await expect(form.email).toHaveValue('half.typed@porthaven.example');
});

test('the end of the session, sleep and somebody else’s turn each lock at once, and a link moves nobody', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const window = await vu.start();
  await signInByApp(vu, person);
  await vu.app.evaluate(({ app }) => app.emit('open-url', { preventDefault() {} }, 'vu:control'));
  await expectSignedIn(window, person);
  for (const event of ['user-did-resign-active', 'suspend', 'shutdown', 'session-end']) {
    await vu.app.evaluate(({ BrowserWindow, powerMonitor }, name) => {
      if (name === 'session-end') BrowserWindow.getAllWindows()[0]?.emit(name);
      else powerMonitor.emit(name);
    }, event);
    await expectHeading(window, 'Locked');
    await window.getByLabel('Password', { exact: true }).fill(person.password);
    await button(window, 'Unlock').click();
    await expectSignedIn(window, person);
  }
});
