import type { Row } from '../row.ts';

/** A step-up, a factor and a password are worth what the application asks for. */
export const STRENGTH: readonly Row[] = [];
