import type { ApplicationId, Language, Method } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import type { Actor } from '../audit/events.ts';
import type { Services } from '../services.ts';

/** What an administrator's programs do to people and policies. Each writes its audit entry in the same transaction. */
export type AdministrationServices = Pick<Services, 'database' | 'clock' | 'audit'>;

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly language: Language;
  /** Names of groups that exist. */
  readonly groups: readonly string[];
}

export interface Policy {
  readonly methods: readonly Method[];
  readonly trustDays: number;
  readonly idleLockMinutes: number;
}

/** Something an administrator asked for that can't be done; `message` is for them. */
export class AdministrationRefused extends Error {}

export interface Administration {
  /** @returns the group's id. @throws AdministrationRefused when the name is taken. */
  createGroup(actor: Actor, group: { readonly name: string; readonly description: string; readonly permissions: readonly Permission[] }): Promise<string>;
  /** @returns the person's id. @throws AdministrationRefused for a taken address, an unknown group or a weak password. */
  createUser(actor: Actor, user: NewUser): Promise<string>;
  /** @returns the person's id; null when there is none with that address. */
  findUser(email: string): Promise<string | null>;
  setTwoFactor(actor: Actor, on: boolean): Promise<void>;
  setPolicy(actor: Actor, application: ApplicationId, policy: Policy): Promise<void>;
  /** Clears factors, recovery codes, trust, sessions and challenges, and lets the person enrol again. Also unlocks codes. */
  resetFactors(actor: Actor, userId: string, reason: string): Promise<void>;
  unlockCodes(actor: Actor, userId: string): Promise<void>;
  setAccess(actor: Actor, userId: string, access: 'allowed' | 'denied'): Promise<void>;
  setEnrolment(actor: Actor, userId: string, enrolment: 'open' | 'closed'): Promise<void>;
  setPassword(actor: Actor, userId: string, password: string): Promise<void>;
}

export function administration(_services: AdministrationServices): Administration {
  throw new Error('not yet');
}

