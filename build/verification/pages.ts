import { ASVS } from './asvs.ts';
import { DESKTOP_PITFALLS } from './desktop-pitfalls.ts';
import { ELECTRON_CHECKLIST } from './electron-checklist.ts';
import { FOUND } from './found/all.ts';
import { NOTIFY, SURROUNDINGS } from './others.ts';
import { PITFALLS } from './pitfalls.ts';
import type { Page } from './row.ts';

export const VERIFICATION: Page = {
  file: 'docs/verification.md',
  name: 'attacks on sign-in and their tests',
  introduction: `# What attacks sign-in, and how it fared

Each line is something that could go wrong, with the tests that try to make it go wrong. \`npm run check\` fails when a
line has no test, when a test that it names isn't there, and when this page is older than the list that it is made from
(build/verification). \`npm run verification\` shows how the tests fared in the last \`npm test\`; with \`-- --record\`
it writes that here.
`,
  sections: [PITFALLS, ASVS, SURROUNDINGS, NOTIFY, FOUND],
};

export const DESKTOP_SECURITY: Page = {
  file: 'docs/desktop-security.md',
  name: 'locks of the desktop and their tests',
  introduction: `# What guards the desktop, and how it is tested

Each line is something that a desktop made with Electron must do, or get right, with the tests that show that this one
does. \`npm run check\` fails when a line has no test, when a test that it names isn't there, and when this page is older
than the list that it is made from (build/verification). \`npm run verification -- --record\` writes here how the tests
fared in the last \`npm test\` and, for those of what is installed, in the last \`npm run test:dist\`.

What only Windows or macOS does is configured and checked here as far as a Linux machine can; a line says so where it
ends there.
`,
  sections: [ELECTRON_CHECKLIST, DESKTOP_PITFALLS],
};

/** Every page that is held to the tests. */
export const PAGES: readonly Page[] = [VERIFICATION, DESKTOP_SECURITY];
