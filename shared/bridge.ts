import * as z from 'zod';
import { desktopApplicationSchema, languageSchema, methodSchema } from './application-schemas.ts';
import type { DesktopApplicationId, Language } from './applications.ts';
import {
  ADDRESS_MOST,
  CODE_INPUT_MOST,
  EMAIL_MOST,
  HELP_DESK_CODE_PURPOSES,
  PASS_NUMBER_LEAST,
  PASS_NUMBER_MOST,
  PASS_REASON_MOST,
  PASSWORD_INPUT_MOST,
  PHONE_INPUT_MOST,
} from './sign-in/limits.ts';
import type { About } from './sign-in/schemas.ts';
import type { Screen } from './sign-in/screens.ts';

/**
 * The contract between renderer and main. The renderer sends intents and is sent whole views; there is nothing else.
 * Main parses each intent with this schema and drops what doesn't fit.
 */

const code = z.string().max(CODE_INPUT_MOST);
const password = z.string().max(PASSWORD_INPUT_MOST);
const passNumber = z.int().min(PASS_NUMBER_LEAST).max(PASS_NUMBER_MOST);

export const intentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('connect'), address: z.string().max(ADDRESS_MOST) }),
  z.strictObject({ kind: z.literal('choose-language'), language: languageSchema }),
  z.strictObject({
    kind: z.literal('submit-password'),
    email: z.string().max(EMAIL_MOST),
    password,
    application: desktopApplicationSchema,
    /** From the help desk, once the API has said that this computer needs one. */
    helpDeskCode: code.optional(),
  }),
  /** From the form, to a new password for whoever forgot theirs. */
  z.strictObject({ kind: z.literal('forget-password'), email: z.string().max(EMAIL_MOST) }),
  z.strictObject({ kind: z.literal('ask-password-code'), email: z.string().max(EMAIL_MOST) }),
  z.strictObject({ kind: z.literal('choose-password'), newPassword: password }),
  z.strictObject({ kind: z.literal('choose-method'), method: z.union([methodSchema, z.literal('recovery-code')]) }),
  z.strictObject({ kind: z.literal('submit-phone-number'), phoneNumber: z.string().max(PHONE_INPUT_MOST) }),
  z.strictObject({ kind: z.literal('correct-phone-number') }),
  z.strictObject({ kind: z.literal('resend-text-message') }),
  z.strictObject({ kind: z.literal('submit-code'), code }),
  z.strictObject({ kind: z.literal('copy-authenticator-key') }),
  z.strictObject({ kind: z.literal('choose-another-method') }),
  /** Asks the team leaders for a pass, and shows how the request is doing. After a refusal, asks once more. */
  z.strictObject({ kind: z.literal('ask-team-leader') }),
  z.strictObject({ kind: z.literal('answer-trust'), trust: z.boolean() }),
  /** One step back; from the first step, to the sign-in form. In an overlay, closes it. */
  z.strictObject({ kind: z.literal('back') }),
  /** Tries again what the current problem says can be tried again. */
  z.strictObject({ kind: z.literal('retry') }),
  z.strictObject({ kind: z.literal('lock') }),
  z.strictObject({ kind: z.literal('unlock'), password }),
  z.strictObject({ kind: z.literal('sign-out') }),
  /** Signs out for somebody else at the same desk: the form is empty, and each person's trust in the computer stays. */
  z.strictObject({ kind: z.literal('switch-user') }),
  z.strictObject({ kind: z.literal('open-workspace'), workspace: desktopApplicationSchema }),
  z.strictObject({ kind: z.literal('open-my-security') }),
  z.strictObject({ kind: z.literal('step-up-with-password'), password }),
  z.strictObject({ kind: z.literal('change-password'), currentPassword: password, newPassword: password }),
  z.strictObject({ kind: z.literal('add-factor'), method: methodSchema }),
  z.strictObject({ kind: z.literal('remove-factor'), method: methodSchema }),
  z.strictObject({ kind: z.literal('remove-trusted-device'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('remove-all-trusted-devices') }),
  z.strictObject({ kind: z.literal('end-session'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('end-other-sessions') }),
  z.strictObject({ kind: z.literal('make-recovery-codes') }),
  /** The person has the new codes: from now on they work, and earlier ones do not. */
  z.strictObject({ kind: z.literal('recovery-codes-saved') }),
  z.strictObject({ kind: z.literal('copy-recovery-codes') }),
  /** Asks where to, and writes the codes to a file there. */
  z.strictObject({ kind: z.literal('save-recovery-codes') }),
  z.strictObject({ kind: z.literal('grant-pass'), id: z.uuid(), number: passNumber, reason: z.string().max(PASS_REASON_MOST) }),
  z.strictObject({ kind: z.literal('decline-pass'), id: z.uuid() }),
  /** Trusts this computer afresh before its trust runs out; asks for a second factor over the work. */
  z.strictObject({ kind: z.literal('renew-trust') }),
  z.strictObject({ kind: z.literal('dismiss-trust-warning') }),
  z.strictObject({ kind: z.literal('refresh-control') }),
  z.strictObject({ kind: z.literal('end-computer'), deviceId: z.uuid() }),
  /** Makes a code for somebody who has rung up, or stands at the desk. */
  z.strictObject({
    kind: z.literal('issue-help-desk-code'),
    email: z.string().max(EMAIL_MOST),
    purpose: z.enum(HELP_DESK_CODE_PURPOSES),
    reason: z.string().max(PASS_REASON_MOST),
  }),
  z.strictObject({ kind: z.literal('dismiss-alert'), id: z.string().max(64) }),
  /** Installs the new version now. Only while nobody is signed in. */
  z.strictObject({ kind: z.literal('install-update') }),
  /** Whether it is to be installed once the person has signed out. */
  z.strictObject({ kind: z.literal('install-update-at-sign-out'), wanted: z.boolean() }),
  /** Puts away what is said about a new version; for this session, where it still waits. */
  z.strictObject({ kind: z.literal('dismiss-update') }),
  /** Takes away whatever short notice the screen shows (problem, done, cannot-remember). */
  z.strictObject({ kind: z.literal('dismiss-notice') }),
  /** Forgets the address, so that another can be given; only where IT does not manage it. */
  z.strictObject({ kind: z.literal('change-address') }),
]);
export type Intent = z.infer<typeof intentSchema>;
export type IntentOf<K extends Intent['kind']> = Extract<Intent, { kind: K }>;

/** What IT manages on this computer, as far as the screens tell of it where a person would otherwise choose. */
export interface ManagedView {
  /** True when IT has set anything at all. */
  readonly anything: boolean;
  /** What to quote to the help desk when IT's settings can't be used; null when all is well. */
  readonly fault: string | null;
  /** True when the API's address comes from IT's policy (not from an argument). */
  readonly address: boolean;
  readonly language: boolean;
  /** The applications that this computer is for; null for all. */
  readonly applications: readonly DesktopApplicationId[] | null;
  /** Whether this computer may be trusted: as the council says, for fewer days at most, or not at all. */
  readonly deviceTrust: 'free' | 'limited' | 'off';
  /** The most days that trust lasts here; 0 where this computer may not be trusted, null where IT set no limit. */
  readonly trustMostDays: number | null;
}

/** The whole of what the window shows. */
export interface View {
  /** Rises by one with each view; the renderer ignores one that is not newer. */
  readonly seq: number;
  readonly language: Language;
  /** What the API says about itself; null until it has been reached. */
  readonly about: About | null;
  /** True when this computer has no network; shown as a quiet banner, separate from problems. */
  readonly offline: boolean;
  /** True when the API address is set by IT, so that it can't be changed here. */
  readonly addressManaged: boolean;
  readonly managed: ManagedView;
  readonly app: { readonly version: string; readonly electron: string; readonly compatibilityRuntime: boolean };
  /** A new version that waits, that came, or that didn't; null when there is nothing to say. */
  readonly update: UpdateView | null;
  readonly screen: Screen;
}

export type UpdateView =
  | {
      readonly kind: 'ready';
      readonly version: string;
      /** Whether it can be installed now; otherwise only once the person has signed out. */
      readonly free: boolean;
      readonly atSignOut: boolean;
      readonly installing: boolean;
    }
  | { readonly kind: 'installed'; readonly version: string; readonly from: string }
  | { readonly kind: 'failed'; readonly version: string };

/** What becomes of an intent. `refused` means that it did not fit the contract or the moment. */
export type IntentResult = { readonly ok: true } | { readonly ok: false; readonly code: 'refused' | 'too-fast' | 'internal' };

/** All that the renderer has of the outside, as `window.vu`. Frozen; a test pins the list of its keys. */
export interface VuBridge {
  readonly view: () => Promise<View>;
  /** Calls back with each new view; answers a function that stops it. */
  readonly onView: (listener: (view: View) => void) => () => void;
  readonly send: (intent: Intent) => Promise<IntentResult>;
}

export const CHANNELS = { view: 'vu:view', viewChanged: 'vu:view-changed', intent: 'vu:intent' } as const;
