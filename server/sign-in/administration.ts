import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type * as z from 'zod';
import type { ApplicationId, Language } from '../../shared/applications.ts';
import type { Permission } from '../../shared/permissions.ts';
import { identifierKey, readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { TEMPORARY_PASSWORD_DAYS } from '../../shared/sign-in/limits.ts';
import type { Actor } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Services } from '../services.ts';
import { addressSchema, nameSchema, sentenceSchema, textFault } from './administered-texts.ts';
import { addAlert } from './alerts.ts';
import { forgetGuesses } from './guess-allowance.ts';
import { daysAfter } from './instants.ts';
import { inviteByEmail } from './invitation.ts';
import { accountHash } from './keyed-hash.ts';
import { holdUser, unlockCodes } from './lockout.ts';
import { afterPasswordChange } from './my-security.ts';
import { hashPassword } from './password.ts';
import { passwordOwner, readPasswordOwner } from './password-owner.ts';
import type { PasswordOwner } from './password-rules.ts';
import { passwordFault } from './password-rules.ts';
import { endPerson } from './person-end.ts';
import type { Policy } from './policy.ts';
import { changePolicy } from './policy-change.ts';
import type { Ended } from './revocation.ts';
import { endEverything, endSessionsThat } from './revocation.ts';

export type { Policy } from './policy.ts';

export type AdministrationServices = Pick<Services, 'database' | 'clock' | 'audit'>;

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  /** True for a password that the person must replace before anything else. */
  readonly temporary?: boolean;
  readonly language: Language;
  /** Names of groups that exist. */
  readonly groups: readonly string[];
}

export interface NewGroup {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
}

/** Something an administrator asked for that can't be done; `message` is for them. */
export class AdministrationRefused extends Error {
  override readonly name = 'AdministrationRefused';
}

/**
 * What administrators' programs do to people and policies. Each writes its audit entry in the transaction of the change.
 * Those that answer a boolean answer false, and write nothing, when all was as wanted already.
 */
export interface Administration {
  /** @returns the group's id. @throws AdministrationRefused when the name is taken, or a text is unfit. */
  createGroup(actor: Actor, group: NewGroup): Promise<string>;
  /** @returns the person's id. @throws AdministrationRefused for an address that is none or taken, an unfit name, an unknown group or a weak password. */
  createUser(actor: Actor, user: NewUser): Promise<string>;
  /** @returns the person's id; null when there is none with that address. */
  findUser(email: string): Promise<string | null>;
  /** Turning it on ends the sessions that no second factor was given for. */
  setTwoFactor(actor: Actor, on: boolean): Promise<void>;
  /**
   * Changes what `change` names. A stricter policy revokes the trust, and takes sessions out of the application, that it
   * would not have allowed.
   */
  setPolicy(actor: Actor, application: ApplicationId, change: Partial<Policy>): Promise<boolean>;
  /** Clears factors, recovery codes, trust, sessions and challenges, unlocks codes, and lets the person enrol again. */
  resetFactors(actor: Actor, userId: string, reason: string): Promise<void>;
  /** Ends sessions, trust and challenges of a person, whose password and factors stay. @returns how many there were. */
  endPerson(actor: Actor, userId: string, reason: string): Promise<Ended>;
  /** Lets codes be tried again. Not a reset: the factors stay, and so does a pause of the password. */
  unlockCodes(actor: Actor, userId: string): Promise<boolean>;
  /** @throws AdministrationRefused for an unknown group. */
  joinGroup(actor: Actor, userId: string, group: string): Promise<boolean>;
  /** What the group gave the person is gone at once. @throws AdministrationRefused for an unknown group. */
  leaveGroup(actor: Actor, userId: string, group: string): Promise<boolean>;
  setAccess(actor: Actor, userId: string, access: 'allowed' | 'denied'): Promise<boolean>;
  setEnrolment(actor: Actor, userId: string, enrolment: 'open' | 'closed'): Promise<boolean>;
  /** @throws AdministrationRefused for a weak password. */
  setPassword(actor: Actor, userId: string, password: string, temporary?: boolean): Promise<void>;
  /** Has the API send the person, who has a temporary password, another one by e-mail, which is made as it is sent. */
  invite(actor: Actor, userId: string): Promise<void>;
}

/** Not over the network, and about no application unless a policy says which. */
const frameOf = (actor: Actor, application: ApplicationId | null = null) => ({ actor, application, network: null, reference: null });

export function administration(services: AdministrationServices): Administration {
  const { database, clock, audit } = services;
  const change = <T>(work: (transaction: Transaction<Tables>, now: Date) => Promise<T>): Promise<T> =>
    database.transaction().execute((transaction) => work(transaction, clock.now()));

  return {
    createGroup: (actor, { name, description, permissions }) =>
      change(async (transaction, now) => {
        refuseUnfit('The name', nameSchema, name);
        refuseUnfit('The description', sentenceSchema, description);
        const id = randomUUID();
        const created = await transaction
          .insertInto('groups')
          .values({ id, name, description, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (created.numInsertedOrUpdatedRows !== 1n) throw new AdministrationRefused(`There is a group called ${name} already`);
        for (const permission of permissions)
          await transaction.insertInto('group_permissions').values({ group_id: id, permission }).execute();
        await audit.append(transaction, {
          ...frameOf(actor),
          kind: 'group-created',
          userId: null,
          details: { groupId: id, permissions: [...permissions] },
        });
        return id;
      }),

    createUser: async (actor, { email, name, password, temporary = false, language, groups }) => {
      const address = readIdentifier(email);
      refuseUnfit('The address', addressSchema, address);
      refuseUnfit('The name', nameSchema, name);
      const password_hash = await hashNew(password, await passwordOwner(database, { email: address, name }));
      return await change(async (transaction, now) => {
        const id = randomUUID();
        const created = await transaction
          .insertInto('users')
          .values({
            id,
            email: address,
            name,
            language,
            password_hash,
            password_changed_at: now,
            temporary_password_until: temporary ? daysAfter(now, TEMPORARY_PASSWORD_DAYS) : null,
            created_at: now,
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (created.numInsertedOrUpdatedRows !== 1n) throw new AdministrationRefused(`Somebody has the address ${address} already`);
        const groupIds: string[] = [];
        for (const group of groups) groupIds.push((await joinGroup(transaction, id, group)).id);
        await audit.append(transaction, { ...frameOf(actor), kind: 'user-created', userId: id, details: { groups: groupIds } });
        return id;
      });
    },

    findUser: async (email) => {
      const found = await database
        .selectFrom('users')
        .select('id')
        .where(sql<string>`lower(email)`, '=', identifierKey(email))
        .executeTakeFirst();
      return found?.id ?? null;
    },

    setTwoFactor: (actor, on) =>
      change(async (transaction, now) => {
        const changed = await transaction
          .updateTable('organisation')
          .set({ two_factor: on })
          .where('two_factor', '=', !on)
          .executeTakeFirst();
        if (changed.numUpdatedRows === 0n) return;
        await audit.append(transaction, { ...frameOf(actor), kind: 'two-factor-switched', userId: null, details: { on } });
        if (!on) return;
        // Sessions that only a password was given for: two-factor, turned on, wants more of everybody.
        const byPassword = sql<boolean>`assurance_method = 'password'`;
        await endSessionsThat(services, transaction, byPassword, { because: 'two-factor', frame: frameOf(actor), now });
        await undoWhatPasswordsOpened(transaction, now);
      }),

    setPolicy: (actor, application, policy) =>
      change((transaction, now) => changePolicy(services, transaction, actor, application, policy, now)),

    resetFactors: (actor, userId, reason) =>
      change(async (transaction, now) => {
        const frame = frameOf(actor);
        await holdUser(transaction, userId);
        const text = await transaction
          .deleteFrom('text_message_factors')
          .where('user_id', '=', userId)
          .returning('phone_number')
          .executeTakeFirst();
        const app = await transaction.deleteFrom('authenticator_factors').where('user_id', '=', userId).executeTakeFirst();
        await transaction.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
        const factors = (text ? 1 : 0) + Number(app.numDeletedRows);
        const { sessions, trusts } = await endEverything(services, transaction, { userId, because: 'factors-reset', frame, now });
        await unlockCodes(transaction, userId);
        await transaction.updateTable('users').set({ enrolment: 'open' }).where('id', '=', userId).execute();
        await audit.append(transaction, { ...frame, kind: 'factors-reset', userId, details: { reason, factors, trusts, sessions } });
        // The number that was theirs until now: it is what a thief who talked the help desk round does not have.
        const alert = { userId, kind: 'factors-reset', detail: null, sessionId: null, phoneNumber: text?.phone_number ?? null } as const;
        await addAlert(transaction, alert, now);
      }),

    endPerson: (actor, userId, reason) =>
      change((transaction, now) => endPerson(services, transaction, userId, { by: null, reason, frame: frameOf(actor), now })),

    unlockCodes: (actor, userId) =>
      change(async (transaction) => {
        await holdUser(transaction, userId);
        if (!(await unlockCodes(transaction, userId))) return false;
        await audit.append(transaction, { ...frameOf(actor), kind: 'codes-unlocked', userId, details: { by: 'administrator' } });
        return true;
      }),

    joinGroup: (actor, userId, group) =>
      change(async (transaction) => {
        const { id: groupId, joined } = await joinGroup(transaction, userId, group);
        if (joined) await audit.append(transaction, { ...frameOf(actor), kind: 'group-joined', userId, details: { groupId } });
        return joined;
      }),

    leaveGroup: (actor, userId, group) =>
      change(async (transaction) => {
        const groupId = await groupCalled(transaction, group);
        const left = await transaction
          .deleteFrom('group_members')
          .where('group_id', '=', groupId)
          .where('user_id', '=', userId)
          .executeTakeFirst();
        if (left.numDeletedRows === 0n) return false;
        await audit.append(transaction, { ...frameOf(actor), kind: 'group-left', userId, details: { groupId } });
        return true;
      }),

    setAccess: (actor, userId, access) =>
      change(async (transaction, now) => {
        const frame = frameOf(actor);
        const before = await holdUser(transaction, userId);
        if (before.access === access) return false;
        await transaction.updateTable('users').set({ access }).where('id', '=', userId).execute();
        await audit.append(transaction, { ...frame, kind: access === 'denied' ? 'user-disabled' : 'user-enabled', userId, details: {} });
        if (access === 'allowed') return true;
        await endEverything(services, transaction, { userId, because: 'disabled', frame, now });
        return true;
      }),

    setEnrolment: (actor, userId, enrolment) =>
      change(async (transaction) => {
        const set = await transaction
          .updateTable('users')
          .set({ enrolment })
          .where('id', '=', userId)
          .where('enrolment', '<>', enrolment)
          .executeTakeFirst();
        if (set.numUpdatedRows === 0n) return false;
        await audit.append(transaction, { ...frameOf(actor), kind: 'enrolment-allowed', userId, details: { open: enrolment === 'open' } });
        return true;
      }),

    invite: (actor, userId) =>
      change(async (transaction, now) => {
        await inviteByEmail(transaction, userId, now);
        await audit.append(transaction, { ...frameOf(actor), kind: 'invited', userId, details: {} });
      }),

    setPassword: async (actor, userId, password, temporary = false) => {
      const owner = await readPasswordOwner(database, userId);
      const password_hash = await hashNew(password, owner);
      await change(async (transaction, now) => {
        const frame = frameOf(actor);
        await holdUser(transaction, userId);
        await transaction
          .updateTable('users')
          .set({
            password_hash,
            password_changed_at: now,
            temporary_password_until: temporary ? daysAfter(now, TEMPORARY_PASSWORD_DAYS) : null,
          })
          .where('id', '=', userId)
          .execute();
        await audit.append(transaction, { ...frame, kind: 'password-changed', userId, details: { by: 'administrator' } });
        await afterPasswordChange(services, transaction, userId, frame, now, null);
        await forgetGuesses(transaction, accountHash(owner.email));
      });
    },
  };
}

function refuseUnfit(what: string, schema: z.ZodType<string, string>, text: string): void {
  const fault = textFault(schema, text);
  if (fault !== null) throw new AdministrationRefused(`${what} ${fault}`);
}

async function hashNew(password: string, owner: PasswordOwner): Promise<string> {
  const fault = await passwordFault(password, owner);
  if (fault !== null) throw new AdministrationRefused(`The password can’t be used: ${fault}`);
  return await hashPassword(password);
}

async function joinGroup(transaction: Transaction<Tables>, userId: string, name: string): Promise<{ id: string; joined: boolean }> {
  const id = await groupCalled(transaction, name);
  const joined = await transaction
    .insertInto('group_members')
    .values({ group_id: id, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return { id, joined: joined.numInsertedOrUpdatedRows === 1n };
}

async function groupCalled(transaction: Transaction<Tables>, name: string): Promise<string> {
  const sameLetters = sql<boolean>`lower(name) = lower(${name})`;
  const asTyped = await transaction.selectFrom('groups').select('id').where(sameLetters).executeTakeFirst();
  if (asTyped) return asTyped.id;
  // A group may be kept with a typographic apostrophe and be typed with a plain one, so both are read. There are few groups.
  const groups = await transaction.selectFrom('groups').select(['id', 'name']).execute();
  const group = groups.find((each) => identifierKey(each.name) === identifierKey(name));
  if (!group) throw new AdministrationRefused(`There is no group called ${name}`);
  return group.id;
}

/** The sessions that stay keep what a second factor gave them, and neither the applications nor the step-up that came without one. */
async function undoWhatPasswordsOpened(transaction: Transaction<Tables>, now: Date): Promise<void> {
  await sql`
    delete from session_applications as entered using sessions, application_policies as policy
    where sessions.id = entered.session_id and sessions.ended_at is null and policy.application = entered.application
      and entered.application <> sessions.application and not entered.method = any (policy.methods)`.execute(transaction);
  await sql`
    with stepped_up as (
      select id from sessions where ended_at is null and stepped_up_until is not null order by id for no key update
    )
    update sessions set stepped_up_until = null from stepped_up where sessions.id = stepped_up.id`.execute(transaction);
  // What was begun within a session rests on such a step-up.
  await sql`
    with begun as (
      select id from challenges where session_id is not null and ended_at is null order by id for no key update
    )
    update challenges set ended_at = ${now}, ended_because = 'revoked' from begun where challenges.id = begun.id`.execute(transaction);
}
