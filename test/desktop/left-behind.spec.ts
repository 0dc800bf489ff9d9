import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMPUTER_SERVICE, KEYCHAIN_SERVICE } from '../../electron/keychain/device-trust.ts';
import { STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import { expect, homesFolder, outputFolder, test, usedSecretsFile } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';
import { filesIn, searchFiles, secretSearch } from '../support/secret-search.ts';
import { readUsedSecrets, type UsedSecret } from '../support/used-secrets.ts';
import { mySecurity } from './pages/my-security.ts';
import {
  appCode,
  authenticatorCode,
  button,
  chooseMethod,
  codeFromPhone,
  nextAppCode,
  phoneNumber,
  scanSecret,
  textCode,
} from './pages/second-factor.ts';
import { expectSignedIn, shell } from './pages/shell.ts';
import { signInForm } from './pages/sign-in.ts';
import { trustComputer } from './pages/trust-computer.ts';

/** Runs last (playwright.config.ts): what every desktop of the run left behind is searched, whichever tests those were. */

const NUMBER = '07700 900271';

/** The names of our entries in the keychain, and the kind of token that each keeps. */
const SERVICES: ReadonlyMap<string, UsedSecret['kind']> = new Map([
  [KEYCHAIN_SERVICE, 'device-trust token'],
  [COMPUTER_SERVICE, 'computer token'],
]);

/** Chromium begins each line of its output with process, date and time, whose digits look like codes. */
const CHROMIUM_PREFIX = /^\[\d+:\d{4}\/\d{6}\.\d{6}:/gm;

test('what a run of the desktop leaves behind holds none of its secrets, but for the two kinds of token in the keychain', async ({
  vu,
}) => {
  // A journey with a secret of each kind, so that this finds something to look for when it runs alone too.
  const person = vu.api.person('new');
  const window = await vu.start();
  await signInForm(window).signIn({ ...person, password: 'lantern-harbour-72' });
  await expect(window.getByText('don’t match')).toBeVisible();
  await signInForm(window).signIn(person);
  await chooseMethod(window).textMessage.check();
  await chooseMethod(window).submit.click();
  await phoneNumber(window).give(NUMBER);
  await textCode(window).give(await codeFromPhone(vu, NUMBER));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  const { overlay } = shell(window);
  const { factors, recovery, newCodes, open, confirm } = mySecurity(window);
  await open();
  vu.api.clock.advance({ minutes: STEP_UP_MINUTES, seconds: 1 });
  await button(factors, 'Link an app').click();
  await textCode(overlay).give(await codeFromPhone(vu, NUMBER, 2));
  const secret = await scanSecret(window);
  await overlay.getByText('Can’t scan it?').click();
  await button(overlay, 'Copy the key').click();
  await authenticatorCode(overlay).give(await appCode(vu, secret));
  await expect(overlay).toBeHidden();
  // Linking an app ends trust, so this computer is trusted once more at the end.
  await button(recovery, 'Make recovery codes').click();
  await confirm('Make codes');
  // By the app from now on: it is the strongest that there is.
  await authenticatorCode(overlay).give(await nextAppCode(vu, secret));
  await newCodes.getByLabel('I have saved these codes').check();
  await button(newCodes, 'Finish').click();
  await shell(window).signOut.click();
  await signInForm(window).signIn(person);
  await chooseMethod(window).authenticator.check();
  await chooseMethod(window).submit.click();
  await authenticatorCode(window).give(await nextAppCode(vu, secret));
  await trustComputer(window).yes.click();
  await expectSignedIn(window, person);
  await vu.quit();

  const suite = desktopSuite();
  const used = readUsedSecrets(usedSecretsFile(suite));
  const kinds: UsedSecret['kind'][] = [
    'password',
    'code',
    'authenticator secret',
    'token',
    'device-trust token',
    'computer token',
    'phone number',
  ];
  expect(kinds.filter((kind) => !used.some((each) => each.kind === kind))).toEqual([]);
  expect(used.filter(({ kind }) => kind === 'authenticator secret').map(({ value }) => value)).toContain(secret);
  const search = secretSearch(used);

  // Files: profiles with their logs and caches, and what the session keeps of its own.
  const files = [path.join(suite.folder, 'profiles'), homesFolder(suite)].flatMap((folder) => filesIn(folder));
  expect(files).toContain(path.join(vu.userDataDir, 'settings.json'));
  expect(files.some((file) => file.endsWith('vu-desktop.log'))).toBe(true);
  expect(searchFiles(files, search)).toEqual([]);

  // Output: this test's so far, and that of every one before it, the API's log included.
  const outputs = new Map([
    ['the output of this test', vu.logs()],
    ['the log of its API', JSON.stringify(vu.api.log)],
    ...(existsSync(outputFolder(suite)) ? filesIn(outputFolder(suite)) : []).map((file) => [file, readFileSync(file, 'utf8')] as const),
  ]);
  expect([...outputs].flatMap(([name, text]) => search(Buffer.from(text.replace(CHROMIUM_PREFIX, '')), name))).toEqual([]);

  // The keychain: Chromium's own key, and tokens of device trust and of known computers under names that tell nothing.
  const items = await vu.keychain.items();
  const ours = items.filter(({ attributes }) => SERVICES.has(attributes.get('service') ?? ''));
  for (const [service, kind] of SERVICES) {
    const tokens = new Set(used.filter((each) => each.kind === kind).map(({ value }) => value));
    const kept = ours.filter(({ attributes }) => attributes.get('service') === service).map(({ secret: value }) => value);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter((value) => value === null || !tokens.has(value))).toEqual([]);
  }
  expect(items.flatMap(({ attributes }) => search(Buffer.from(JSON.stringify([...attributes])), 'the keychain'))).toEqual([]);
  expect(items.filter((item) => !ours.includes(item)).map(({ attributes }) => attributes.get('application') ?? [...attributes])).toEqual(
    items.filter((item) => !ours.includes(item)).map(() => expect.stringMatching(/^(chromium|electron|vu-desktop)$/i)),
  );
});

test('the search finds what is planted, in each way that it could be written', () => {
  const used: UsedSecret[] = [
    { kind: 'code', value: '482913' },
    { kind: 'code', value: 'CDFGH 23456' },
    { kind: 'password', value: 'lantern-harbour-72' },
    { kind: 'phone number', value: '07700 900271' },
    { kind: 'device-trust token', value: 'q4u5vJ0nHc7t8Zb1yX2wE3rD6fG9hK_lM-pOsAiUjTk' },
  ];
  const search = secretSearch(used);
  const found = (content: string | Buffer) => search(Buffer.from(content), 'here').map(({ kind, as }) => `${kind} as ${as}`);
  expect(found('your code is 482913.')).toEqual(['code as text']);
  expect(found('1234829137 00482913 482913f')).toEqual([]);
  expect(found('cdfgh23456')).toEqual(['code as text']);
  expect(found(Buffer.from('xx lantern-harbour-72', 'utf16le'))).toEqual(['password as UTF-16']);
  for (const before of ['', 'a', 'ab'])
    expect(found(Buffer.from(`${before}lantern-harbour-72 and more`).toString('base64'))).toEqual(['password as base64']);
  expect(found(Buffer.from('lantern-harbour-72').toString('hex'))).toEqual(['password as hex']);
  expect(found('to +447700900271')).toEqual(['phone number as text']);
  expect(found(Buffer.from('q4u5vJ0nHc7t8Zb1yX2wE3rD6fG9hK_lM-pOsAiUjTk', 'base64url'))).toEqual(['device-trust token as bytes']);
});
