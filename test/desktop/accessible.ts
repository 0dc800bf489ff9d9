import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';
import { expect } from '../support/desktop.ts';

/** What a screen reader's user meets first: the page's name, language and heading, and where they are in it. */
function basicsOf(window: Page) {
  return window.evaluate(() => {
    const held = document.activeElement;
    const dialog = document.querySelector('dialog[open]');
    const box = held?.getBoundingClientRect();
    return {
      title: document.title,
      language: document.documentElement.lang,
      headings: [...document.querySelectorAll('h1')].map((heading) => heading.textContent),
      focus: held === null || held === document.body ? 'nowhere' : held.outerHTML.slice(0, 120),
      focusSeen: box !== undefined && box.width > 0 && box.height > 0,
      focusInDialog: dialog === null || dialog.contains(held),
    };
  });
}

/**
 * Fails unless the screen, as it is now, is clean by axe and has one h1, a title, a language, and focus on something
 * that is there to be seen (inside the dialog, where one is open).
 */
export async function expectAccessible(window: Page, { forcedColors = false } = {}): Promise<void> {
  await expect
    .poll(() => basicsOf(window))
    .toMatchObject({ focus: expect.not.stringMatching(/^nowhere$/), focusSeen: true, focusInDialog: true });
  const { title, language, headings } = await basicsOf(window);
  expect(title).toMatch(/ – Vu Desktop$/);
  expect(language).toMatch(/^(en|cy)/);
  expect(headings).toHaveLength(1);
  expect(headings[0]).toBeTruthy();
  // Electron opens no page of its own, which axe's other mode needs.
  // Only what is wrong is asked for: listing what is right as well takes half as long again.
  const axe = new AxeBuilder({ page: window }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  // The system chooses those colours, and axe takes some of our own for what is shown.
  if (forcedColors) axe.disableRules('color-contrast');
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`) }))).toEqual(
    [],
  );
}
