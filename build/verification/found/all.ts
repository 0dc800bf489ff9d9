import type { Section } from '../row.ts';
import { API_STAYS_UP } from './api-stays-up.ts';
import { BY_USING_IT } from './by-using-it.ts';
import { NOBODY_KEPT_OUT } from './nobody-kept-out.ts';
import { PAGE_AND_DESKTOP } from './page-and-desktop.ts';
import { PASSWORDS_AND_MESSAGES } from './passwords-and-messages.ts';
import { REVOKED } from './revoked.ts';
import { STRENGTH } from './strength.ts';
import { TRAIL_AND_OPERATOR } from './trail-and-operator.ts';

/** What people who had not built the product found by attacking and by using it, one row a finding. */
export const FOUND: Section = {
  heading: 'Found by attacking',
  about: 'What people who had not built the product found when they attacked it and used it. Each row’s tests failed before it was mended.',
  column: 'Finding',
  rows: [
    ...STRENGTH,
    ...NOBODY_KEPT_OUT,
    ...API_STAYS_UP,
    ...REVOKED,
    ...PASSWORDS_AND_MESSAGES,
    ...PAGE_AND_DESKTOP,
    ...TRAIL_AND_OPERATOR,
    ...BY_USING_IT,
  ],
};
