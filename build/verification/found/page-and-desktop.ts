import type { Row } from '../row.ts';

/** What script in the page, a command line or the person's environment can make of the desktop. */
export const PAGE_AND_DESKTOP: readonly Row[] = [];
