import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS, METHODS } from '../../shared/applications.ts';
import { IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST, TRUST_DAYS_MOST } from '../../shared/sign-in/limits.ts';
import type { Policy } from '../sign-in/administration.ts';
import type { Command, CommandInput, OperatorContext } from './command.ts';
import { CommandRefused, listOf, oneOf, optional, table, UsageError, wholeNumber } from './command.ts';

/** Whether two-factor sign-in is used at all, and what each application asks for. */
export const POLICY_COMMANDS: readonly Command[] = [
  {
    name: 'two-factor',
    usage: 'on|off|show',
    summary: 'Turns two-factor sign-in on or off for the whole organisation, or shows which it is.',
    words: 1,
    options: {},
    run: async ({ words }, { administration, actor, database }) => {
      const wanted = oneOf('setting', ['on', 'off', 'show'], words[0] ?? '');
      if (wanted !== 'show') await administration.setTwoFactor(actor, wanted === 'on');
      const { two_factor: on } = await database.selectFrom('organisation').select('two_factor').executeTakeFirstOrThrow();
      return {
        words: on
          ? 'Two-factor sign-in is on: everyone gives a code after their password.'
          : 'Two-factor sign-in is OFF: a password alone signs people in.',
        data: { twoFactor: on },
      };
    },
  },
  {
    name: 'policy show',
    usage: '',
    summary: 'Shows which methods each application takes, and for how long it trusts a computer.',
    words: 0,
    options: {},
    run: async (_input, context) => {
      const policies = await Promise.all(
        APPLICATIONS.map(async (application) => ({ application, ...(await readPolicy(context, application)) })),
      );
      return { words: policyTable(policies), data: { policies } };
    },
  },
  {
    name: 'policy set',
    usage: `APPLICATION [--methods ${METHODS.join(',')}] [--trust-days N] [--idle-lock-minutes N]`,
    summary: 'Changes an application’s policy. A stricter one ends the trust and the sessions that no longer meet it.',
    words: 1,
    options: { methods: 'value', 'trust-days': 'value', 'idle-lock-minutes': 'value' },
    run: async (input, context) => {
      const application = oneOf('application', APPLICATIONS, input.words[0] ?? '');
      const before = await readPolicy(context, application);
      const after: Policy = {
        methods: methodsOf(input) ?? before.methods,
        trustDays: numberOf(input, 'trust-days', 0, TRUST_DAYS_MOST) ?? before.trustDays,
        idleLockMinutes: numberOf(input, 'idle-lock-minutes', IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST) ?? before.idleLockMinutes,
      };
      await context.administration.setPolicy(context.actor, application, after);
      // An application limited to text messages breaks ASVS 6.6.1: allowed, but never silently.
      const warning =
        after.methods.length === 1 && after.methods[0] === 'text-message'
          ? '\nText messages alone can be redirected or read out to a caller: consider allowing authenticator apps as well.'
          : '';
      return { words: policyTable([{ application, ...after }]) + warning, data: { application, before, after } };
    },
  },
];

function methodsOf(input: CommandInput): Method[] | null {
  const text = optional(input, 'methods');
  if (text === null) return null;
  const named = listOf(text).map((each) => oneOf('method', METHODS, each));
  if (named.length === 0) throw new UsageError('--methods must name at least one method');
  return METHODS.filter((method) => named.includes(method));
}

function numberOf(input: CommandInput, option: string, least: number, most: number): number | null {
  const text = optional(input, option);
  return text === null ? null : wholeNumber(`--${option}`, text, least, most);
}

async function readPolicy({ database }: OperatorContext, application: ApplicationId): Promise<Policy> {
  const row = await database.selectFrom('application_policies').selectAll().where('application', '=', application).executeTakeFirst();
  if (row === undefined) throw new CommandRefused(`${application} has no policy in this database`);
  return { methods: row.methods, trustDays: row.trust_days, idleLockMinutes: row.idle_lock_minutes };
}

function policyTable(policies: readonly ({ application: ApplicationId } & Policy)[]): string {
  return table(
    ['Application', 'Methods', 'Trusts a computer for', 'Locks when idle for'],
    policies.map(({ application, methods, trustDays, idleLockMinutes }) => [
      application,
      methods.join(', '),
      trustDays === 0 ? 'never' : `${trustDays} days`,
      `${idleLockMinutes} minutes`,
    ]),
  );
}
