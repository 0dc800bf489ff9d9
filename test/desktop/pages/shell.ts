import type { Page } from 'playwright/test';
import type { DemoAccount } from '../../../server/demo/people.ts';
import { expect, type Vu } from '../../support/desktop.ts';
import { appCode, authenticatorCode, chooseMethod, codeFromPhone, textCode } from './second-factor.ts';
import { expectHeading, signInForm, type Workspace } from './sign-in.ts';
import { trustComputer } from './trust-computer.ts';

/** What is there all day, around the work. */
export function shell(window: Page) {
  const rail = window.getByRole('navigation', { name: 'Workspaces and your account' });
  const item = (name: string | RegExp) => rail.getByRole('button', { name });
  return {
    rail,
    customerService: item('Customer Service Vu'),
    control: item(/^Control/),
    mySecurity: item('My security'),
    lock: item('Lock'),
    signOut: item('Sign out'),
    /** A step-up or an added factor, over the work. */
    overlay: window.getByRole('dialog'),
  };
}

export async function expectSignedIn(
  window: Page,
  person: Pick<DemoAccount, 'name'>,
  workspace: Workspace = 'Customer Service Vu',
): Promise<void> {
  await expectHeading(window, workspace);
  await expect(window.getByRole('banner')).toContainText(person.name);
}

/** From the form to the workspace with a text message to the person's phone, and no trust in this computer. */
export async function signInByText(vu: Vu, person: DemoAccount): Promise<void> {
  const { window } = vu;
  await signInForm(window).signIn(person);
  await textCode(window).give(await codeFromPhone(vu, person.phone ?? ''));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
}

/** From the form to the workspace with the person's authenticator app, and no trust in this computer. */
export async function signInByApp(vu: Vu, person: DemoAccount): Promise<void> {
  const { window } = vu;
  await signInForm(window).signIn(person);
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
}

/** The same for a person who has both methods, by the app. */
export async function signInWithEither(vu: Vu, person: DemoAccount): Promise<void> {
  const { window } = vu;
  await signInForm(window).signIn(person);
  await chooseMethod(window).authenticator.check();
  await chooseMethod(window).submit.click();
  await authenticatorCode(window).give(await appCode(vu, person.authenticatorSecret));
  await trustComputer(window).no.click();
  await expectSignedIn(window, person);
}
