import type { Row } from '../row.ts';

/** What went wrong for people who used it as people do. */
export const BY_USING_IT: readonly Row[] = [];
