import type { Locator, Page } from 'playwright/test';
import type { DemoAccount } from '../../../server/demo/people.ts';
import { expect } from '../../support/desktop.ts';

export type Workspace = 'Customer Service Vu' | 'Control';

/** The h1 of a screen. */
export function heading(window: Page, name: string | RegExp): Locator {
  return window.getByRole('heading', { level: 1, name });
}

export async function expectHeading(window: Page, name: string | RegExp): Promise<void> {
  await expect(heading(window, name)).toBeVisible();
}

/** The sign-in form. */
export function signInForm(window: Page) {
  const email = window.getByLabel('Work e-mail address');
  const password = window.getByLabel('Password', { exact: true });
  const submit = window.getByRole('button', { name: 'Sign in', exact: true });
  return {
    email,
    password,
    submit,
    workspace: (name: Workspace) => window.getByRole('radio', { name }),
    /** Fills the form as it is found and sends it. */
    signIn: async (person: Pick<DemoAccount, 'email' | 'password'>, workspace: Workspace = 'Customer Service Vu') => {
      await email.fill(person.email);
      await password.fill(person.password);
      await window.getByRole('radio', { name: workspace }).check();
      await submit.click();
    },
  };
}
