import type { Locator, Page } from 'playwright/test';
import { button } from './second-factor.ts';
import { shell } from './shell.ts';
import { expectHeading } from './sign-in.ts';

/** One subject of My security, by its heading. */
function subject(window: Page, name: string | RegExp): Locator {
  return window.locator('section').filter({ has: window.getByRole('heading', { level: 2, name, exact: true }) });
}

/** My security. */
export function mySecurity(window: Page) {
  return {
    factors: subject(window, 'How you get codes'),
    recovery: subject(window, 'Recovery codes'),
    computers: subject(window, 'Trusted computers'),
    password: subject(window, 'Password'),
    newCodes: subject(window, /^Your (new )?recovery codes$/),
    open: async () => {
      await shell(window).mySecurity.click();
      await expectHeading(window, 'My security');
    },
    /** Says yes to being asked once more. */
    confirm: async (what: string) => {
      await button(window.getByRole('dialog'), what).click();
    },
  };
}
