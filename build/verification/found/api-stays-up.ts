import type { Row } from '../row.ts';

/** The API serves on, whatever is opened, sent or taken away. */
export const API_STAYS_UP: readonly Row[] = [];
