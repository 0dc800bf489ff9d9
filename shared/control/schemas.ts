import * as z from 'zod';
import { HELP_DESK_CODE_PURPOSES } from '../sign-in/limits.ts';
import { deviceSchema, instantSchema } from '../sign-in/schemas.ts';

/** Why text messages can't be sent, as far as an administrator can do something about it. */
export const TEXT_MESSAGE_FAULTS = ['no-answer', 'server-error', 'daily-limit', 'refused-key', 'clock', 'misconfigured'] as const;
export const textMessageFaultSchema = z.enum(TEXT_MESSAGE_FAULTS);
export type TextMessageFault = z.infer<typeof textMessageFaultSchema>;

/** How sign-in is doing, for whoever looks after it. */
export const signInServiceSchema = z.strictObject({
  textMessages: z.enum(['ok', 'failing']),
  because: textMessageFaultSchema.nullable(),
  /** Since when they have been failing; null while they are not. */
  since: instantSchema.nullable(),
  /** True when GOV.UK Notify says that this server's clock is wrong: authenticator codes may then fail as well. */
  clockAlarm: z.boolean(),
  usage: z.strictObject({
    /** Text messages that Notify has taken since the financial year began. */
    sentThisYear: z.int().min(0),
    freeAllowance: z.int().min(0),
    /** What those beyond the allowance cost, in pence without VAT, rounded up. */
    costPenceBeyond: z.int().min(0),
    yearStarts: instantSchema,
  }),
  /** How much of what the council lets be sent in a day is used up; codes and security notices together. */
  budget: z.strictObject({
    sentToday: z.int().min(0),
    mostToday: z.int().min(1),
    /** `near`: the warning before the end; `spent`: no codes go by text message until midnight in London. */
    budget: z.enum(['ok', 'near', 'spent']),
  }),
  serverTime: instantSchema,
});
export type SignInService = z.infer<typeof signInServiceSchema>;

/** A computer on which people sign in. It has no owner: several may share it. */
export const computerSchema = z.strictObject({
  deviceId: z.uuid(),
  name: z.string(),
  platform: deviceSchema.shape.platform.nullable(),
  /** People who have signed in there lately. */
  people: z.int().min(0),
  /** Sessions that are going on there. */
  signedIn: z.int().min(0),
  /** People and applications that it is trusted for. */
  trusted: z.int().min(0),
  lastSeenAt: instantSchema,
});
export type Computer = z.infer<typeof computerSchema>;

/** Most recently used first. */
export const computersSchema = z.strictObject({ computers: z.array(computerSchema) });

/** What a code from the help desk is good for. */
export const helpDeskCodePurposeSchema = z.enum(HELP_DESK_CODE_PURPOSES);
export type HelpDeskCodePurpose = z.infer<typeof helpDeskCodePurposeSchema>;
