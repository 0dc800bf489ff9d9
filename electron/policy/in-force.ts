import type { Policy } from './policies.ts';
import type { PolicyRead } from './policy.ts';

/** Told to the help desk; the log says the rest. */
export const POLICY_FAULT = 'POLICY-01';

/**
 * What holds where there is a policy that can't be read: nothing of it, since half of it could be worse than none, and
 * the strict side of what it might have said.
 */
export const WHILE_REFUSED: Policy = { allowDeviceTrust: false, screenshotProtection: true };

/** The policy that a desktop goes by. */
export interface PolicyInForce {
  readonly policy: Policy;
  /** True when IT has set anything here. */
  readonly managed: boolean;
  /** What to quote to the help desk when IT's settings are there but can't be used; null when all is well. */
  readonly fault: typeof POLICY_FAULT | null;
}

/**
 * What holds after looking. `before` is what held until now, null at the start: settings that can't be read any more
 * keep holding as they were for as long as the desktop runs; those that IT took away are gone.
 */
export function inForce(read: PolicyRead, before: PolicyInForce | null): PolicyInForce {
  switch (read.kind) {
    case 'absent':
      return { policy: {}, managed: false, fault: null };
    case 'read':
      return { policy: read.policy, managed: Object.keys(read.policy).length > 0, fault: null };
    case 'refused':
      return { policy: before?.policy ?? WHILE_REFUSED, managed: true, fault: POLICY_FAULT };
    default:
      return read satisfies never;
  }
}
