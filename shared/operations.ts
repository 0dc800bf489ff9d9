import { CONTROL_OPERATIONS } from './control/operations.ts';
import { SIGN_IN_OPERATIONS } from './sign-in/operations.ts';
import { PASS_OPERATIONS } from './sign-in/pass-operations.ts';
import { RECOVERY_OPERATIONS } from './sign-in/recovery-operations.ts';

/** Every operation of the Vu API, in the order of the reference. */
export const API_OPERATIONS = [...SIGN_IN_OPERATIONS, ...RECOVERY_OPERATIONS, ...PASS_OPERATIONS, ...CONTROL_OPERATIONS] as const;
