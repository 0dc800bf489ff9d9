import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import { APPLICATIONS, LANGUAGES } from '../../shared/applications.ts';
import type { HelpDeskCodePurpose } from '../../shared/control/schemas.ts';
import { PERMISSION_TO_OPEN, PERMISSIONS } from '../../shared/permissions.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { HELP_DESK_CODE_HOURS, TEMPORARY_PASSWORD_DAYS } from '../../shared/sign-in/limits.ts';
import { visibleText } from '../../shared/sign-in/pass-reason.ts';
import { reasonSchema } from '../audit/reason.ts';
import { auditTrail } from '../audit/trail.ts';
import { addressSchema, nameSchema, sentenceSchema } from '../sign-in/administered-texts.ts';
import { issueHelpDeskCode } from '../sign-in/help-desk-code.ts';
import { makeTemporaryPassword } from '../sign-in/temporary-password.ts';
import type { Command, CommandInput, CommandResult, OperatorContext } from './command.ts';
import { CommandRefused, counted, listOf, oneOf, optional, required, table, textOf, UsageError } from './command.ts';

/** People and their groups. */
export const PEOPLE_COMMANDS: readonly Command[] = [
  {
    name: 'user create',
    usage: '--email ADDRESS --name NAME [--groups NAME,…] [--applications ID,…] [--language en|cy] [--send]',
    summary: `Creates a person. Prints a temporary password once, or with --send has the API e-mail one that nobody else sees; they choose one of their own when they sign in, within ${TEMPORARY_PASSWORD_DAYS} days.`,
    words: 0,
    options: { email: 'value', name: 'value', groups: 'value', applications: 'value', language: 'value', send: 'flag' },
    prepare: createUser,
  },
  {
    name: 'user list',
    usage: '',
    summary: 'Lists people, with their groups and factors.',
    words: 0,
    options: {},
    prepare: () => listUsers,
  },
  {
    name: 'user reset-factors',
    usage: 'EMAIL --reason "…"',
    summary:
      'Removes a person’s factors, recovery codes, trusted computers and sessions, so that they set up again. For somebody who can give no code of what they have; make sure that it is them.',
    words: 1,
    options: { reason: 'value' },
    prepare: (input) => {
      const reason = textOf('--reason', reasonSchema, visibleText(required(input, 'reason')));
      return async (context) => {
        const user = await theUser(input, context);
        await context.administration.resetFactors(context.actor, user.id, reason);
        return done(user, 'has no second factor any more and sets one up at the next sign-in.');
      };
    },
  },
  {
    name: 'user end',
    usage: 'EMAIL --reason "…"',
    summary:
      'Ends everything of a person: every session, trusted computer and sign-in under way. Their password and factors stay; for when somebody else may be signed in as them.',
    words: 1,
    options: { reason: 'value' },
    prepare: (input) => {
      const reason = textOf('--reason', reasonSchema, visibleText(required(input, 'reason')));
      return async (context) => {
        const user = await theUser(input, context);
        const ended = await context.administration.endPerson(context.actor, user.id, reason);
        const what = `is signed out everywhere: ${counted(ended.sessions, 'session')} and ${counted(ended.trusts, 'trust')} ended.`;
        const said = done(user, what);
        return { ...said, data: { ...said.data, ...ended } };
      };
    },
  },
  {
    name: 'user unlock',
    usage: 'EMAIL',
    summary: 'Lets a person use codes again after too many wrong ones.',
    words: 1,
    options: {},
    prepare: (input) => async (context) => {
      const user = await theUser(input, context);
      const changed = await context.administration.unlockCodes(context.actor, user.id);
      return changed ? done(user, 'can use codes again.') : alreadySo(user, 'can use codes');
    },
  },
  {
    name: 'user enrolment',
    usage: 'EMAIL open|closed',
    summary:
      'Says whether a person may set up a second factor at sign-in: the first with the password alone, one that an application wants besides after a code of what they have.',
    words: 2,
    options: {},
    prepare: (input) => {
      const wanted = oneOf('setting', ['open', 'closed'], input.words[1] ?? '');
      return async (context) => {
        const user = await theUser(input, context);
        const changed = await context.administration.setEnrolment(context.actor, user.id, wanted);
        return doneOrSo(changed, user, wanted === 'open' ? 'may set up a second factor' : 'may not set up a second factor');
      };
    },
  },
  {
    name: 'user set-password',
    usage: 'EMAIL [--send]',
    summary: `Gives a person a temporary password, printed once, or with --send e-mailed by the API and seen by nobody else, which they change when they sign in, within ${TEMPORARY_PASSWORD_DAYS} days. Ends their sessions and trusted computers.`,
    words: 1,
    options: { send: 'flag' },
    prepare: (input) => async (context) => {
      const user = await theUser(input, context);
      const password = makeTemporaryPassword();
      await context.administration.setPassword(context.actor, user.id, password, true);
      return await withPassword(input, context, done(user, 'has a new password.'), user.id, password);
    },
  },
  {
    name: 'user code',
    usage: 'EMAIL --for enrolment|new-computer --reason "…"',
    summary: `Makes a one-time code to read out to somebody, once you are sure that it is them: for setting up a way to get codes that is stronger than what they have or replaces one that they lost, or for signing in on a computer that they never used. It is shown once, works for ${HELP_DESK_CODE_HOURS} hours, and their earlier one for the same stops working.`,
    words: 1,
    options: { for: 'value', reason: 'value' },
    prepare: makeCode,
  },
  ...(['disable', 'enable'] as const).map(
    (verb): Command => ({
      name: `user ${verb}`,
      usage: 'EMAIL',
      summary: verb === 'disable' ? 'Refuses a person from now on, and ends what they have open.' : 'Lets a person sign in again.',
      words: 1,
      options: {},
      prepare: (input) => async (context) => {
        const user = await theUser(input, context);
        const changed = await context.administration.setAccess(context.actor, user.id, verb === 'disable' ? 'denied' : 'allowed');
        return doneOrSo(changed, user, verb === 'disable' ? 'can’t sign in' : 'can sign in');
      },
    }),
  ),
  {
    name: 'group create',
    usage: 'NAME --permissions ID,… [--description TEXT]',
    summary: 'Creates a group of people with the permissions that it gives them.',
    words: 1,
    options: { permissions: 'value', description: 'value' },
    prepare: (input) => {
      const name = textOf('NAME', nameSchema, input.words[0] ?? '');
      const description = textOf('--description', sentenceSchema, optional(input, 'description') ?? '');
      const permissions = listOf(required(input, 'permissions')).map((each) => oneOf('permission', PERMISSIONS, each));
      return async ({ administration, actor }) => {
        const id = await administration.createGroup(actor, { name, description, permissions });
        return { words: `The group ${name} is there.`, data: { id, name, permissions } };
      };
    },
  },
  ...(['join', 'leave'] as const).map(
    (verb): Command => ({
      name: `group ${verb}`,
      usage: 'EMAIL GROUP',
      summary:
        verb === 'join' ? 'Puts a person into a group, with what it gives.' : 'Takes a person out of a group. What it gave ends at once.',
      words: 2,
      options: {},
      prepare: (input) => async (context) => {
        const user = await theUser(input, context);
        const group = input.words[1] ?? '';
        const { administration, actor } = context;
        const changed = await (verb === 'join'
          ? administration.joinGroup(actor, user.id, group)
          : administration.leaveGroup(actor, user.id, group));
        return doneOrSo(changed, user, verb === 'join' ? `is in the group ${group}` : `is not in the group ${group}`);
      },
    }),
  ),
  {
    name: 'group list',
    usage: '',
    summary: 'Lists groups, with their permissions and how many people are in them.',
    words: 0,
    options: {},
    prepare: () => listGroups,
  },
];

const CODES_FOR = { enrolment: 'enrol', 'new-computer': 'new-computer' } as const satisfies Record<string, HelpDeskCodePurpose>;

function makeCode(input: CommandInput): (context: OperatorContext) => Promise<CommandResult> {
  const wanted = oneOf('use of a code', ['enrolment', 'new-computer'], required(input, 'for'));
  const reason = textOf('--reason', reasonSchema, visibleText(required(input, 'reason')));
  return async (context) => {
    const { database, auditKeys, codeKeys, clock, actor } = context;
    if (codeKeys === null) throw new CommandRefused('VU_KEY_CODES is missing: a code is kept as a hash under it');
    const user = await theUser(input, context);
    const services = { audit: auditTrail(auditKeys, clock), keys: { codes: codeKeys } };
    const asked = { userId: user.id, purpose: CODES_FOR[wanted], issuer: null, reason };
    const frame = { actor, application: null, network: null, reference: null };
    const { code, expiresAt } = await database
      .transaction()
      .execute((transaction) => issueHelpDeskCode(services, transaction, asked, frame, clock.now()));
    return {
      words: `Code for ${user.email}, shown this once: ${code}\nIt works once, for ${HELP_DESK_CODE_HOURS} hours.`,
      data: { userId: user.id, email: user.email, code, expiresAt: expiresAt.toISOString() },
    };
  };
}

interface Found {
  readonly id: string;
  readonly email: string;
}

async function theUser(input: CommandInput, { administration }: OperatorContext): Promise<Found> {
  const email = input.words[0] ?? '';
  const id = await administration.findUser(email);
  if (id === null) throw new CommandRefused(`there is nobody with the address ${email}`);
  return { id, email: readIdentifier(email) };
}

function done(user: Found, what: string): CommandResult & { data: object } {
  return { words: `${user.email} ${what}`, data: { userId: user.id, email: user.email } };
}

/** Nothing was done, so there is nothing in the trail either. */
function alreadySo(user: Found, what: string): CommandResult & { data: object } {
  return { ...done(user, ''), words: `Nothing to change: ${user.email} ${what}.` };
}

function doneOrSo(changed: boolean, user: Found, what: string): CommandResult & { data: object } {
  return changed ? done(user, `${what}.`) : alreadySo(user, what);
}

/** Prints a temporary password, or has the API send another in its place that nobody else sees. */
async function withPassword(
  input: CommandInput,
  { administration, actor }: OperatorContext,
  result: CommandResult & { data: object },
  userId: string,
  temporary: string,
): Promise<CommandResult> {
  if (input.options['send'] === true) {
    await administration.invite(actor, userId);
    return {
      words: `${result.words}\nThe API e-mails them a temporary password, which is not shown here. The audit trail says whether it went.`,
      data: { ...result.data, sent: true },
    };
  }
  const rule = `It works for ${TEMPORARY_PASSWORD_DAYS} days, and only for choosing another at the next sign-in.`;
  return {
    words: `${result.words}\nTemporary password, shown this once: ${temporary}\n${rule}`,
    data: { ...result.data, temporaryPassword: temporary },
  };
}

function createUser(input: CommandInput): (context: OperatorContext) => Promise<CommandResult> {
  const email = textOf('--email', addressSchema, required(input, 'email'));
  const name = textOf('--name', nameSchema, required(input, 'name'));
  const applications = listOf(optional(input, 'applications') ?? '').map((each) => oneOf('application', APPLICATIONS, each));
  const groups = listOf(optional(input, 'groups') ?? '');
  if (applications.length + groups.length === 0)
    throw new UsageError('--applications or --groups is missing: without them nothing could be opened');
  const language = oneOf('language', LANGUAGES, optional(input, 'language') ?? 'en');
  return async (context) => {
    const { administration, actor } = context;
    const password = makeTemporaryPassword();
    for (const application of applications) groups.push(await groupToOpen(context, application));
    const id = await administration.createUser(actor, { email, name, password, temporary: true, language, groups: [...new Set(groups)] });
    const created = done({ id, email }, `can sign in. Groups: ${[...new Set(groups)].join(', ')}.`);
    return await withPassword(input, context, created, id, password);
  };
}

/** Names of the groups that this makes so that a first person can open an application. */
const OPENING_GROUPS: Readonly<Record<ApplicationId, string>> = {
  'customer-service-vu': 'Customer Service Vu users',
  control: 'Control users',
  'forms-portal': 'Forms Portal users',
};

/** The group that gives nothing but opening an application; made when missing. */
async function groupToOpen({ database, administration, actor }: OperatorContext, application: ApplicationId): Promise<string> {
  const name = OPENING_GROUPS[application];
  const found = await database.selectFrom('groups').select('id').where('name', '=', name).executeTakeFirst();
  if (found === undefined) {
    await administration.createGroup(actor, {
      name,
      description: `May open ${application}`,
      permissions: [PERMISSION_TO_OPEN[application]],
    });
  }
  return name;
}

async function listUsers({ database, clock }: OperatorContext): Promise<CommandResult> {
  const { rows } = await sql<{
    email: string;
    name: string;
    access: string;
    enrolment: string;
    locked: boolean;
    groups: string[];
    methods: string[];
    trusted: number;
  }>`
    select email, name, access, enrolment,
      codes_need_administrator or coalesce(codes_locked_until > ${clock.now()}, false) as locked,
      array(select groups.name from group_members join groups on groups.id = group_id where user_id = users.id order by 1) as groups,
      array(
        select 'authenticator' from authenticator_factors where user_id = users.id
        union all select 'text-message' from text_message_factors where user_id = users.id
      ) as methods,
      (select count(*) from trusted_devices where user_id = users.id and revoked_at is null and expires_at > ${clock.now()}) as trusted
    from users order by lower(email)`.execute(database);
  const state = (row: (typeof rows)[number]) =>
    [
      row.access === 'denied' ? 'disabled' : '',
      row.locked ? 'codes locked' : '',
      row.enrolment === 'closed' && row.methods.length === 0 ? 'may not set up' : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
  return {
    words:
      rows.length === 0
        ? 'There is nobody yet.'
        : table(
            ['Email', 'Name', 'Methods', 'Groups', 'State'],
            rows.map((row) => [row.email, row.name, row.methods.join(', ') || 'none', row.groups.join(', '), state(row)]),
          ),
    data: { users: rows },
  };
}

async function listGroups({ database }: OperatorContext): Promise<CommandResult> {
  const { rows } = await sql<{ name: string; description: string; permissions: string[]; people: number }>`
    select name, description,
      array(select permission from group_permissions where group_id = groups.id order by 1) as permissions,
      (select count(*) from group_members where group_id = groups.id) as people
    from groups order by lower(name)`.execute(database);
  return {
    words:
      rows.length === 0
        ? 'There are no groups yet.'
        : table(
            ['Group', 'People', 'Permissions'],
            rows.map((row) => [row.name, String(row.people), row.permissions.join(', ')]),
          ),
    data: { groups: rows },
  };
}
