import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Vu } from '../../support/desktop.ts';
import { desktopSuite } from '../../support/environment.ts';
import { expectAccessible } from '../accessible.ts';
import { codeFromPhone, textCode } from '../pages/second-factor.ts';
import { expectSignedIn, shell } from '../pages/shell.ts';
import { expectHeading, signInForm } from '../pages/sign-in.ts';

/** Nothing listens there: whatever is sent through this proxy arrives nowhere. */
const DEAD_PROXY = { proxyMode: 'fixed_servers', proxyServer: '127.0.0.1:9', proxyBypass: '<-loopback>' };

function policyFile(vu: Vu): string {
  return path.join(desktopSuite().folder, `policy-${path.basename(vu.userDataDir)}.json`);
}

function write(vu: Vu, content: unknown): void {
  writeFileSync(policyFile(vu), typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(policyFile(vu), 0o644);
}

/** The desktop looks at its policy again whenever somebody comes back to the computer. */
async function comeBack(vu: Vu): Promise<void> {
  await vu.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'));
}

test.beforeEach(() => {
  test.skip(process.platform !== 'linux' || process.getuid?.() !== 0, 'only root can make a file that is root’s');
});

test('what IT sets holds, is followed while the desktop runs, and the screens say who manages it', async ({ vu }) => {
  const person = vu.api.person('text-message');
  const policy = {
    apiAddress: vu.api.url,
    applications: ['customer-service-vu'],
    allowDeviceTrust: false,
    language: 'en',
    logLevel: 'warning',
    ...DEAD_PROXY,
  };
  write(vu, policy);
  const window = await vu.start({ connect: false, args: [`--policy-file=${policyFile(vu)}`] });
  const form = signInForm(window);

  // The address, the application and the language are no longer the person's to choose.
  await expectHeading(window, 'Sign in');
  await expect(window.getByText('This computer’s connection to your council is set. Managed by your organisation.')).toBeVisible();
  await expect(window.getByRole('button', { name: 'Connect to another council' })).toBeHidden();
  await expect(window.getByRole('radio')).toHaveCount(1);
  await expect(window.getByText('The language is set. Managed by your organisation.')).toBeVisible();
  await expect(window.getByRole('button', { name: 'Cymraeg' })).toBeHidden();
  await expectAccessible(window);

  // Everything goes through the proxy that IT named.
  await form.signIn(person);
  await expect(window.getByText('Your network’s proxy did not let the desktop through')).toBeVisible();
  await expect(form.password).toBeVisible();
  expect(vu.api.log.some((line) => JSON.stringify(line).includes('signInWithPassword'))).toBe(false);

  // IT corrects it: no new start is needed.
  write(vu, { ...policy, proxyMode: 'direct', proxyServer: undefined, proxyBypass: undefined });
  await comeBack(vu);
  await expect(async () => {
    await form.signIn(person);
    await expect(textCode(window).code).toBeVisible({ timeout: 3000 });
  }).toPass();
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  // Trust is not offered, whatever the council's rules say.
  await expectSignedIn(window, person);
  await expect(shell(window).control).toBeHidden();
  await expect(window.getByText('Managed by your organisation')).toBeVisible();
  await shell(window).mySecurity.click();
  await expect(
    window.getByText('This computer can’t be trusted, so it asks for a code each time. Managed by your organisation.'),
  ).toBeVisible();
  await expectAccessible(window);

  // A mistake of IT's: what held goes on holding, and it is said.
  write(vu, { ...policy, idleLockMinutes: 'five' });
  await comeBack(vu);
  await expect(window.getByRole('heading', { name: 'Settings from your organisation could not be read' })).toBeVisible();
  await expect(window.getByText('quote POLICY-01')).toBeVisible();
  await expect(shell(window).control).toBeHidden();
  await expectAccessible(window);
  const log = vu.logs();
  expect(log).toContain('idleLockMinutes must be a whole number from 1 to 60');
  // Only what is grave enough is written.
  expect(log).not.toContain('"what":"Started"');
});

test('a policy that can’t be read is none of it used, is said in plain words, and leaves the desktop on the strict side', async ({
  vu,
}) => {
  const person = vu.api.person('text-message');
  write(vu, '{"applications":["control"],"language":"cy","idleLockMinutes":5,}');
  const window = await vu.start({ args: [`--policy-file=${policyFile(vu)}`] });
  await expectHeading(window, 'Sign in');
  await expect(window.getByRole('heading', { name: 'Settings from your organisation could not be read' })).toBeVisible();
  await expect(window.getByText('quote POLICY-01')).toBeVisible();
  await expect(window.getByRole('radio')).toHaveCount(2);
  await expect(window.getByText('Have your phone at hand each time.')).toBeVisible();
  await expectAccessible(window);
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await expectSignedIn(window, person);
  expect(vu.logs()).toContain('it is not JSON');
});

test('the form promises no more trust than IT allows', async ({ vu }) => {
  write(vu, { deviceTrustMostDays: 7 });
  const window = await vu.start({ args: [`--policy-file=${policyFile(vu)}`] });
  await expect(window.getByText('On a computer that you trust, it asks for one every 7 days.')).toBeVisible();
  write(vu, { allowDeviceTrust: false });
  await comeBack(vu);
  await expect(window.getByText('Have your phone at hand each time.')).toBeVisible();
  write(vu, { deviceTrustMostDays: 90 });
  await comeBack(vu);
  await expect(window.getByText('On a computer that you trust, it asks for one every 30 days.')).toBeVisible();
});
