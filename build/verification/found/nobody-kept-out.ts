import type { Row } from '../row.ts';

/** What strangers do to a name or an address keeps nobody out. */
export const NOBODY_KEPT_OUT: readonly Row[] = [];
