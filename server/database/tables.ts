import type { Generated } from 'kysely';
import type { ApplicationId, Language, Method } from '../../shared/applications.ts';
import type { HelpDeskCodePurpose, TextMessageFault } from '../../shared/control/schemas.ts';
import type { Alert, Assurance, Challenge, Delivery, Device } from '../../shared/sign-in/schemas.ts';

/**
 * The database's tables as Kysely sees them (made by migrations/). Instants are `Date`, hashes and ciphertext are
 * `Buffer`. The audit trail's tables are reached only through server/audit.
 */

export interface OrganisationTable {
  id: Generated<boolean>;
  name_en: string;
  name_cy: string;
  issuer: string;
  two_factor: Generated<boolean>;
  international_numbers: Generated<boolean>;
  notice_en: string | null;
  notice_cy: string | null;
  help_phone: string | null;
  help_email: string | null;
  help_hours_en: string | null;
  help_hours_cy: string | null;
  shift_ends: Generated<string>;
  free_text_messages: Generated<number>;
  text_message_millipence: Generated<number>;
  allowance_used_in_year: number | null;
  code_at_first_enrolment: Generated<boolean>;
  texts_per_person: Generated<number>;
  texts_per_number: Generated<number>;
  texts_per_day: Generated<number>;
}

export interface ApplicationPolicyTable {
  application: ApplicationId;
  methods: Method[];
  trust_days: number;
  idle_lock_minutes: number;
  passes: Generated<boolean>;
  trust_ends_at: string | null;
}

export interface UserTable {
  id: string;
  email: string;
  name: string;
  access: Generated<'allowed' | 'denied'>;
  enrolment: Generated<'open' | 'closed'>;
  language: Generated<Language>;
  password_hash: string;
  password_changed_at: Date;
  temporary_password_until: Date | null;
  created_at: Date;
  wrong_codes: Generated<number>;
  code_locks: Generated<number>;
  codes_last_locked_at: Date | null;
  codes_locked_until: Date | null;
  codes_need_administrator: Generated<boolean>;
}

export interface GroupTable {
  id: string;
  name: string;
  description: Generated<string>;
  created_at: Date;
}

export interface GroupPermissionTable {
  group_id: string;
  permission: string;
}

export interface GroupMemberTable {
  group_id: string;
  user_id: string;
}

export interface TextMessageFactorTable {
  user_id: string;
  phone_number: string;
  confirmed_at: Date;
  last_used_at: Date | null;
}

export interface AuthenticatorFactorTable {
  user_id: string;
  secret: Buffer;
  key_id: string;
  last_step: number;
  told_steps: Generated<number[]>;
  confirmed_at: Date;
  last_used_at: Date | null;
}

export interface RecoveryCodeTable {
  user_id: string;
  code_mac: Buffer;
  created_at: Date;
  used_at: Date | null;
  session_id: string | null;
}

export interface PendingRecoveryCodeTable {
  session_id: string;
  code_mac: Buffer;
  created_at: Date;
  expires_at: Date;
}

export interface KnownComputerTable {
  user_id: string;
  device_id: string;
  current_hash: Buffer;
  previous_hash: Buffer | null;
  issued_at: Date;
  wrong_passwords: Generated<number>;
}

export interface SessionTable {
  id: string;
  token_hash: Buffer;
  user_id: string;
  application: ApplicationId;
  device_id: string;
  device_name: string;
  device_platform: Device['platform'];
  language: Language;
  network: string;
  assurance_method: Assurance['method'];
  assurance_at: Date;
  stepped_up_until: Date | null;
  stepped_up_with: 'password' | Method | 'recovery-code' | null;
  trust_offer_until: Date | null;
  idle_lock_minutes: number;
  locked_at: Date | null;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_because: string | null;
  wrong_passwords: Generated<number>;
}

/** Tokens that sessions had before, of which the newest ones still answer. */
export interface ReplacedTokenTable {
  token_hash: Buffer;
  session_id: string;
  replaced_at: Date;
  was_locked: boolean;
}

export interface SessionApplicationTable {
  session_id: string;
  application: ApplicationId;
  method: Assurance['method'];
  entered_at: Date;
}

export interface ChallengeTable {
  id: string;
  token_hash: Buffer;
  purpose: Challenge['purpose'];
  user_id: string;
  application: ApplicationId;
  session_id: string | null;
  adds: Method | null;
  device_id: string;
  device_name: string;
  device_platform: Device['platform'];
  language: Language;
  network: string;
  attempts: Generated<number>;
  new_phone_number: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  ended_because: 'met' | 'cancelled' | 'too-many-wrong-codes' | 'revoked' | null;
  proved_at: Date | null;
  proved_with: Method | 'step-up' | 'recovery-code' | null;
  for_account: boolean;
  help_desk_code_at: Date | null;
  refusals_told: Generated<number>;
  computer_token_due: Generated<boolean>;
  computer_known: Generated<boolean>;
}

export interface PendingAuthenticatorTable {
  challenge_id: string;
  secret: Buffer;
  key_id: string;
  created_at: Date;
  expires_at: Date;
}

export interface SendTable {
  id: string;
  user_id: string;
  challenge_id: string | null;
  phone_number: string;
  state: 'reserved' | 'sent' | 'failed';
  reserved_at: Date;
  notify_id: string | null;
  delivery: Generated<Delivery>;
  delivery_checked_at: Date | null;
  ordinal: Generated<number>;
}

export interface TextCodeTable {
  send_id: string;
  challenge_id: string;
  code_mac: Buffer;
  phone_number: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  expired_try_at: Date | null;
}

export interface TrustedDeviceTable {
  id: string;
  user_id: string;
  application: ApplicationId;
  device_id: string;
  device_name: string;
  method: Method;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date;
  current_hash: Buffer;
  previous_hash: Buffer | null;
  revoked_at: Date | null;
  revoked_because: string | null;
  wrong_passwords: Generated<number>;
}

export interface TrustTokenTable {
  token_hash: Buffer;
  trusted_device_id: string;
  issued_at: Date;
}

export interface AlertTable {
  id: string;
  user_id: string;
  kind: Alert['kind'];
  at: Date;
  detail: string | null;
  method: Method | null;
  session_id: string | null;
  dismissed_at: Date | null;
  device_id: string | null;
}

export interface AlertTextTable {
  alert_id: string;
  phone_number: string;
  language: Language;
  created_at: Date;
  due_at: Date;
  tries: Generated<number>;
}

export interface EmailTable {
  id: string;
  user_id: string;
  kind: 'invitation' | 'alert';
  alert_id: string | null;
  address: string;
  language: Language;
  created_at: Date;
  due_at: Date;
  tries: Generated<number>;
}

export interface PasswordRecoveryTable {
  id: string;
  token_hash: Buffer;
  address: string | null;
  due_at: Date;
  tries: Generated<number>;
  user_id: string | null;
  code_mac: Buffer | null;
  application: ApplicationId;
  device_id: string;
  device_name: string;
  device_platform: Device['platform'];
  language: Language;
  network: string;
  wrong_codes: Generated<number>;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface TextMessageUsageTable {
  day: string;
  slot: number;
  sent: number;
}

export interface TextMessageConditionTable {
  id: Generated<boolean>;
  because: TextMessageFault | null;
  since: Date | null;
  clock_alarm: Generated<boolean>;
  retry_at: Date | null;
}

export interface SignInPassTable {
  id: string;
  challenge_id: string | null;
  user_id: string;
  application: ApplicationId;
  device_name: string;
  requested_at: Date;
  number: number;
  wrong_numbers: Generated<number>;
  state: Generated<'waiting' | 'granted' | 'declined' | 'used'>;
  leader_id: string | null;
  decided_at: Date | null;
  ends_at: Date | null;
  used_at: Date | null;
}

export interface HelpDeskCodeTable {
  user_id: string;
  purpose: HelpDeskCodePurpose;
  code_mac: Buffer;
  issued_by: string | null;
  issued_at: Date;
  expires_at: Date;
  used_at: Date | null;
  tries: Generated<number>;
}

export interface SignInTable {
  id: string;
  user_id: string;
  at: Date;
  application: ApplicationId;
  device_id: string;
  device_name: string;
  outcome: 'signed-in' | 'wrong-code' | 'codes-locked' | 'refused';
  method: Assurance['method'] | null;
}

export interface TextMessageDayTable {
  /** `YYYY-MM-DD`, in London. */
  day: string;
  sent: number;
  told_percent: Generated<number>;
}

export interface NoticeSentTable {
  alert_id: string;
  user_id: string;
  phone_number: string;
  sent_at: Date;
}

export interface Tables {
  organisation: OrganisationTable;
  application_policies: ApplicationPolicyTable;
  users: UserTable;
  groups: GroupTable;
  group_permissions: GroupPermissionTable;
  group_members: GroupMemberTable;
  text_message_factors: TextMessageFactorTable;
  authenticator_factors: AuthenticatorFactorTable;
  recovery_codes: RecoveryCodeTable;
  pending_recovery_codes: PendingRecoveryCodeTable;
  known_computers: KnownComputerTable;
  sessions: SessionTable;
  replaced_tokens: ReplacedTokenTable;
  session_applications: SessionApplicationTable;
  challenges: ChallengeTable;
  pending_authenticators: PendingAuthenticatorTable;
  sends: SendTable;
  text_codes: TextCodeTable;
  trusted_devices: TrustedDeviceTable;
  trust_tokens: TrustTokenTable;
  alerts: AlertTable;
  sign_ins: SignInTable;
  sign_in_passes: SignInPassTable;
  help_desk_codes: HelpDeskCodeTable;
  alert_texts: AlertTextTable;
  emails: EmailTable;
  password_recoveries: PasswordRecoveryTable;
  text_message_usage: TextMessageUsageTable;
  text_message_condition: TextMessageConditionTable;
  text_message_days: TextMessageDayTable;
  notices_sent: NoticeSentTable;
}
