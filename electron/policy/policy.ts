import * as z from 'zod';
import { IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST } from '../../shared/sign-in/limits.ts';

const ADDRESS_MOST = 2048;

/**
 * Everything that a council's IT can set on its computers. The one definition: the reader checks against it, and the
 * templates that IT fills in are made from it. Each can only make the desktop stricter than it is.
 */
export const policySchema = z.object({
  apiAddress: z.string().min(1).max(ADDRESS_MOST).optional().describe('Address of the Vu API. Nobody can change it on the computer.'),
  allowDeviceTrust: z.boolean().optional().describe('False never offers to trust this computer, whatever the council allows.'),
  idleLockMinutes: z
    .int()
    .min(IDLE_LOCK_MINUTES_LEAST)
    .max(IDLE_LOCK_MINUTES_MOST)
    .optional()
    .describe('Locks after this many minutes without anybody at the computer, or sooner where the council says so.'),
  screenshotProtection: z
    .boolean()
    .optional()
    .describe('True keeps the window out of screenshots and shared screens, where the system can.'),
});
export type Policy = z.infer<typeof policySchema>;

export interface ParsedPolicy {
  readonly policy: Policy;
  /** Keys that this version doesn't know: they may be a newer version's, or misspelt, so the log names them. */
  readonly unknownKeys: readonly string[];
}

/** Checks what a policy file holds. Null when anything in it is of the wrong kind: a half-applied policy helps no one. */
export function parsePolicy(content: unknown): ParsedPolicy | null {
  const parsed = policySchema.safeParse(content);
  if (!parsed.success || typeof content !== 'object' || content === null) return null;
  return { policy: parsed.data, unknownKeys: Object.keys(content).filter((key) => !(key in policySchema.shape)) };
}
