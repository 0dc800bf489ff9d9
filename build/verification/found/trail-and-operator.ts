import type { Row } from '../row.ts';

/** The audit trail, the operator and the database behind them. */
export const TRAIL_AND_OPERATOR: readonly Row[] = [];
