import type { Row } from '../row.ts';

/** What is revoked stays revoked, and what a session's token is worth. */
export const REVOKED: readonly Row[] = [];
