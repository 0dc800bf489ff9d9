import type { Page } from 'playwright/test';
import { button } from './second-factor.ts';

/** The offer to trust this computer. */
export function trustComputer(window: Page) {
  return { yes: button(window, 'Trust it for 30 days'), no: button(window, 'Ask for a code next time') };
}
