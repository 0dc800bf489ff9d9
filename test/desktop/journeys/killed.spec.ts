import { KEYCHAIN_SERVICE } from '../../../electron/keychain/device-trust.ts';
import type { DemoAccount } from '../../../server/demo/people.ts';
import { expect, test, usedSecretsFile, type Vu } from '../../support/desktop.ts';
import { newestSession } from '../../support/elsewhere.ts';
import { desktopSuite } from '../../support/environment.ts';
import { filesIn, searchFiles, secretSearch } from '../../support/secret-search.ts';
import { readUsedSecrets } from '../../support/used-secrets.ts';
import { appCode, authenticatorCode, codeFromPhone, nextAppCode, textCode } from '../pages/second-factor.ts';
import { expectSignedIn } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';
import { trustComputer } from '../pages/trust-computer.ts';

/** kill -9 of the real desktop, at the moments of a sign-in that matter; what the API makes of it is in test/faults/. */

/** From now on answers to this operation stay in the computer's network: the API has carried it out, and main never hears of it. */
async function holdAnswersTo(vu: Vu, path: string): Promise<void> {
  await vu.app.evaluate(({ session }, held) => {
    // Never called back.
    session.fromPartition('vu-api').webRequest.onHeadersReceived({ urls: [`*://*/*${held}`] }, () => {});
  }, path);
}

/** Resolves when the next answer to this operation has come to main. */
function answerTo(vu: Vu, path: string): Promise<void> {
  return vu.app.evaluate(
    ({ session }, asked) =>
      new Promise<void>((resolve) => {
        session.fromPartition('vu-api').webRequest.onCompleted({ urls: [`*://*/*${asked}`] }, () => resolve());
      }),
    path,
  );
}

/** Killed, it left nothing of the sign-in behind in its profile. */
async function kill(vu: Vu): Promise<void> {
  await vu.kill();
  const files = filesIn(vu.userDataDir);
  expect(files.length).toBeGreaterThan(0);
  expect(searchFiles(files, secretSearch(readUsedSecrets(usedSecretsFile(desktopSuite()))))).toEqual([]);
}

/** The desktop after it was killed: nobody is signed in, and it knows nobody. */
async function startAgain(vu: Vu): Promise<void> {
  const window = await vu.start();
  await expectHeading(window, 'Sign in');
  await expect(signInForm(window).email).toHaveValue('');
  await expect(signInForm(window).password).toHaveValue('');
}

async function signInByNextCode(vu: Vu, person: DemoAccount): Promise<void> {
  const { window } = vu;
  await signInForm(window).signIn(person);
  await expectHeading(window, 'Enter the code from your app');
  await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
}

async function sessionsOf(vu: Vu, person: DemoAccount): Promise<number> {
  const rows = await vu.api.database.query('select from sessions join users on users.id = user_id where email = $1', [person.email]);
  return rows.length;
}

/** The entries in the keychain that are this product's own. */
async function trustTokens(vu: Vu): Promise<(string | null)[]> {
  const items = await vu.keychain.items();
  return items.filter(({ attributes }) => attributes.get('service') === KEYCHAIN_SERVICE).map(({ secret }) => secret);
}

test('killed at the code screen, it starts with nobody signed in, and the next sign-in works', async ({ vu }) => {
  const person = vu.api.person('text-message');
  await vu.start();
  await signInForm(vu.window).signIn(person);
  const old = await codeFromPhone(vu, person.phone ?? '');
  await textCode(vu.window).code.fill(old);
  await kill(vu);
  expect(await newestSession(vu.api, person)).toBe('none');

  await startAgain(vu);
  vu.api.clock.advance({ minutes: 1 });
  await signInForm(vu.window).signIn(person);
  const code = await codeFromPhone(vu, person.phone ?? '', 2);
  // That code went down with its sign-in; trying it costs a try, as any wrong one does.
  await textCode(vu.window).give(old);
  await expect(vu.window.getByText('You have 4 tries left.')).toBeVisible();
  await textCode(vu.window).give(code);
  await trustComputer(vu.window).no.click();
  await expectSignedIn(vu.window, person);
});

test('killed when the code has just been accepted, it has no session, and the code is used up without locking anybody out', async ({
  vu,
}) => {
  const person = vu.api.person('authenticator');
  await vu.start();
  await signInForm(vu.window).signIn(person);
  await holdAnswersTo(vu, '/authenticator/verify');
  const used = await appCode(vu, person.authenticatorSecret);
  await authenticatorCode(vu.window).give(used);
  await expect.poll(() => newestSession(vu.api, person)).toBe('open');
  await kill(vu);

  await startAgain(vu);
  await signInForm(vu.window).signIn(person);
  await authenticatorCode(vu.window).give(used);
  await expect(vu.window.getByText('You have 4 tries left.')).toBeVisible();
  expect(await sessionsOf(vu, person)).toBe(1);
  await authenticatorCode(vu.window).give(await nextAppCode(vu, person.authenticatorSecret));
  await trustComputer(vu.window).no.click();
  await expectSignedIn(vu.window, person);
  expect(await sessionsOf(vu, person)).toBe(2);
});

test('killed with the first trust token on its way, it asks for a code, and can be trusted again', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const before = await trustTokens(vu);
  await vu.start();
  await signInForm(vu.window).signIn(person);
  await authenticatorCode(vu.window).give(await appCode(vu, person.authenticatorSecret));
  await holdAnswersTo(vu, '/session/trust');
  await trustComputer(vu.window).yes.click();
  await expect.poll(async () => (await vu.api.database.query('select from trusted_devices')).length).toBe(1);
  await kill(vu);
  expect((await trustTokens(vu)).filter((token) => !before.includes(token))).toEqual([]);

  await startAgain(vu);
  await signInByNextCode(vu, person);
  await trustComputer(vu.window).yes.click();
  await expectSignedIn(vu.window, person);
  await vu.restart();
  await signInForm(vu.window).signIn(person);
  await expectSignedIn(vu.window, person);
});

test('killed while the keychain takes the trust token, it is trusted or asks for a code, and signs in either way', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const before = await trustTokens(vu);
  await vu.start();
  await signInForm(vu.window).signIn(person);
  await authenticatorCode(vu.window).give(await appCode(vu, person.authenticatorSecret));
  await expectHeading(vu.window, 'Trust this computer?');
  await vu.keychain.freeze();
  const answered = answerTo(vu, '/session/trust');
  await trustComputer(vu.window).yes.click();
  await answered;
  // It has the token, and waits for a keychain that doesn't answer.
  await expectHeading(vu.window, 'Trust this computer?');
  await kill(vu);
  await vu.keychain.thaw();

  const kept = (await trustTokens(vu)).filter((token) => !before.includes(token));
  const window = await vu.start();
  await expectHeading(window, 'Sign in');
  await signInForm(window).signIn(person);
  if (kept.length === 0) {
    await authenticatorCode(window).give(await nextAppCode(vu, person.authenticatorSecret));
    await trustComputer(window).no.click();
  }
  await expectSignedIn(window, person);
});

test('killed with a new trust token on its way, it signs in with the one that the keychain has, and that once more', async ({ vu }) => {
  const person = vu.api.person('authenticator');
  const before = await trustTokens(vu);
  await vu.start();
  await signInForm(vu.window).signIn(person);
  await authenticatorCode(vu.window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(vu.window).yes.click();
  await expectSignedIn(vu.window, person);
  await vu.restart();
  const [kept] = (await trustTokens(vu)).filter((token) => !before.includes(token));
  expect(kept).toEqual(expect.any(String));
  await holdAnswersTo(vu, '/sign-in/password');
  await signInForm(vu.window).signIn(person);
  await expect.poll(() => sessionsOf(vu, person)).toBe(2);
  await kill(vu);
  expect(await trustTokens(vu)).toContain(kept);

  // The API has replaced that token already, and honours it until the newer one is used, which nobody ever got.
  for (const sessions of [3, 4]) {
    const window = await vu.restart();
    await signInForm(window).signIn(person);
    await expectSignedIn(window, person);
    await expect(window.getByText('Password, on a trusted computer')).toBeVisible();
    expect(await sessionsOf(vu, person)).toBe(sessions);
    await expect.poll(() => trustTokens(vu)).not.toContain(kept);
  }
});
