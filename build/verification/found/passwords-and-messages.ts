import type { Row } from '../row.ts';

/** Passwords, e-mail, alerts and what text messages may cost. */
export const PASSWORDS_AND_MESSAGES: readonly Row[] = [];
