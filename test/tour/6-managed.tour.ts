import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { administration } from '../../server/sign-in/administration.ts';
import { mySecurity } from '../desktop/pages/my-security.ts';
import { codeFromPhone, textCode } from '../desktop/pages/second-factor.ts';
import { signInByApp } from '../desktop/pages/shell.ts';
import { expectHeading, signInForm } from '../desktop/pages/sign-in.ts';
import { expect, test, type Vu } from '../support/desktop.ts';
import { desktopSuite } from '../support/environment.ts';
import { camera } from './camera.ts';

const picture = camera('What IT and the help desk do');
const OPERATOR = { kind: 'system' } as const;
const TEMPORARY = 'PVXC-7KMT-4QRW-9DHJ';
/** Longer than a temporary password works. */
const LATER = { days: 8 };

/** Starts with settings of IT's. */
function startManaged(vu: Vu, policy: string): ReturnType<Vu['start']> {
  const file = path.join(desktopSuite().folder, `policy-${path.basename(vu.userDataDir)}.json`);
  writeFileSync(file, policy);
  chmodSync(file, 0o644);
  return vu.start({ args: [`--policy-file=${file}`] });
}

test('what IT manages', async ({ vu }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root can make a file that is root’s');
  const policy = { apiAddress: vu.api.url, applications: ['customer-service-vu'], deviceTrustMostDays: 7, language: 'en' };
  const window = await startManaged(vu, JSON.stringify(policy));
  await expect(window.getByText('What this computer can open is set.')).toBeVisible();
  await picture(window, 'managed', 'Settings from the organisation');
  await signInByApp(vu, vu.api.person('authenticator'));
  await mySecurity(window).open();
  await window.getByText('How long this computer can be trusted is limited.').scrollIntoViewIfNeeded();
  await picture(window, 'managed-trust', 'Trust that the organisation limits');
});

test('settings of IT’s that can’t be read', async ({ vu }) => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root can make a file that is root’s');
  const window = await startManaged(vu, '{"language":"cy",}');
  await expect(window.getByText('Settings from your organisation could not be read')).toBeVisible();
  await expect(window.getByText('Have your phone at hand each time.')).toBeVisible();
  await picture(window, 'managed-unreadable', 'Settings from the organisation that can’t be read');
});

test('a temporary password', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const admin = administration(vu.api.services);
  await admin.setPassword(OPERATOR, (await admin.findUser(person.email)) ?? '', TEMPORARY, true);
  const window = await vu.start();
  await signInForm(window).signIn({ ...person, password: TEMPORARY });
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await expectHeading(window, 'Choose a password of your own');
  await picture(window, 'temporary-password', 'A temporary password is replaced');
  await window.getByRole('textbox', { name: 'Temporary password', exact: true }).fill(TEMPORARY);
  await window.getByRole('textbox', { name: 'New password', exact: true }).fill('password1234');
  await window.getByRole('button', { name: 'Save new password' }).click();
  await expect(window.getByRole('textbox', { name: 'New password', exact: true })).toHaveAttribute('aria-invalid', 'true');
  await picture(window, 'temporary-password-weak', 'A new password that attackers try first');
  await window.getByRole('button', { name: 'Sign out' }).click();
  vu.api.clock.advance(LATER);
  await signInForm(window).signIn({ ...person, password: TEMPORARY });
  await expect(window.getByText(/temporary password/i)).toBeVisible();
  await picture(window, 'temporary-password-expired', 'A temporary password that has run out');
});

test('a new version', async ({ vu }) => {
  writeFileSync(path.join(vu.userDataDir, 'update.json'), JSON.stringify({ version: '0.0.9', installing: null }));
  const window = await vu.start();
  await expect(window.getByText('What is new:')).toBeVisible();
  await picture(window, 'update-installed', 'A new version came');
});

test('a new version that could not be installed', async ({ vu }) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  writeFileSync(path.join(vu.userDataDir, 'update.json'), JSON.stringify({ version, installing: '9.9.9' }));
  const window = await vu.start();
  await expect(window.getByRole('heading', { name: 'Version 9.9.9 could not be installed' })).toBeVisible();
  await picture(window, 'update-failed', 'A new version could not be installed');
});
