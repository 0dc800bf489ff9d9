import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS, METHODS } from '../../shared/applications.ts';
import { IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST, TRUST_DAYS_MOST } from '../../shared/sign-in/limits.ts';
import type { Policy } from '../sign-in/administration.ts';
import { policyOf } from '../sign-in/policy.ts';
import { TIME_OF_DAY } from '../time-of-day.ts';
import type { Command, CommandInput, OperatorContext } from './command.ts';
import { CommandRefused, counted, listOf, oneOf, optional, table, UsageError, wholeNumber } from './command.ts';

/** Whether two-factor sign-in is used at all, and what each application asks for. */
export const POLICY_COMMANDS: readonly Command[] = [
  {
    name: 'two-factor',
    usage: 'on|off|show',
    summary: 'Turns two-factor sign-in on or off for the whole organisation, or shows which it is.',
    words: 1,
    options: {},
    prepare: ({ words }) => {
      const wanted = oneOf('setting', ['on', 'off', 'show'], words[0] ?? '');
      return async ({ administration, actor, database }) => {
        if (wanted !== 'show') await administration.setTwoFactor(actor, wanted === 'on');
        const { two_factor: on } = await database.selectFrom('organisation').select('two_factor').executeTakeFirstOrThrow();
        return {
          words: on
            ? 'Two-factor sign-in is on: everyone gives a code after their password.'
            : 'Two-factor sign-in is OFF: a password alone signs people in.',
          data: { twoFactor: on },
        };
      };
    },
  },
  {
    name: 'policy show',
    usage: '',
    summary: 'Shows which methods each application takes, and for how long it trusts a computer.',
    words: 0,
    options: {},
    prepare: () => async (context) => {
      const policies = await Promise.all(
        APPLICATIONS.map(async (application) => ({ application, ...(await readPolicy(context, application)) })),
      );
      return { words: policyTable(policies), data: { policies } };
    },
  },
  {
    name: 'policy set',
    usage: `APPLICATION [--methods ${METHODS.join(',')}] [--trust-days N] [--trust-ends-at HH:MM|none] [--idle-lock-minutes N] [--passes on|off]`,
    summary:
      'Changes an application’s policy. A stricter one ends the trust and the sessions that no longer meet it. Whoever has only a method that it drops shows who they are with that one, then sets up another.',
    words: 1,
    options: { methods: 'value', 'trust-days': 'value', 'trust-ends-at': 'value', 'idle-lock-minutes': 'value', passes: 'value' },
    prepare: (input) => {
      const application = oneOf('application', APPLICATIONS, input.words[0] ?? '');
      const change = changeOf(input);
      if (Object.keys(change).length === 0) throw new UsageError('there is nothing to change: name an option with what it is to be');
      return async (context) => {
        const before = await readPolicy(context, application);
        const after: Policy = { ...before, ...change };
        const changed = await context.administration.setPolicy(context.actor, application, change);
        // An application limited to text messages breaks ASVS 6.6.1: allowed, but never silently.
        const warning =
          after.methods.length === 1 && after.methods[0] === 'text-message'
            ? '\nText messages alone can be redirected or read out to a caller: consider allowing authenticator apps as well.'
            : '';
        const so = changed ? '' : '\nNothing to change: it was so already.';
        return { words: policyTable([{ application, ...after }]) + so + warning, data: { application, before, after } };
      };
    },
  },
];

/** What is to be another than it was. */
function changeOf(input: CommandInput): Partial<Policy> {
  const [methods, trustDays, trustEndsAt, idleLockMinutes, passes] = [
    methodsOf(input),
    numberOf(input, 'trust-days', 0, TRUST_DAYS_MOST),
    trustEndOf(input),
    numberOf(input, 'idle-lock-minutes', IDLE_LOCK_MINUTES_LEAST, IDLE_LOCK_MINUTES_MOST),
    passesOf(input),
  ];
  return {
    ...(methods !== null && { methods }),
    ...(trustDays !== null && { trustDays }),
    ...(trustEndsAt !== undefined && { trustEndsAt }),
    ...(idleLockMinutes !== null && { idleLockMinutes }),
    ...(passes !== null && { passes }),
  };
}

function methodsOf(input: CommandInput): Method[] | null {
  const text = optional(input, 'methods');
  if (text === null) return null;
  const named = listOf(text).map((each) => oneOf('method', METHODS, each));
  if (named.length === 0) throw new UsageError('--methods must name at least one method');
  return METHODS.filter((method) => named.includes(method));
}

/** Empty of meaning where no computer is trusted, but kept for when one is. Null is none; undefined, when nothing was said. */
function trustEndOf(input: CommandInput): string | null | undefined {
  const text = optional(input, 'trust-ends-at');
  if (text === null) return undefined;
  if (text === 'none') return null;
  if (!TIME_OF_DAY.test(text)) throw new UsageError('--trust-ends-at must be a time of day in London, e.g. 20:00, or none');
  return text;
}

function passesOf(input: CommandInput): boolean | null {
  const text = optional(input, 'passes');
  return text === null ? null : oneOf('setting', ['on', 'off'], text) === 'on';
}

function numberOf(input: CommandInput, option: string, least: number, most: number): number | null {
  const text = optional(input, option);
  return text === null ? null : wholeNumber(`--${option}`, text, least, most);
}

async function readPolicy({ database }: OperatorContext, application: ApplicationId): Promise<Policy> {
  const row = await database.selectFrom('application_policies').selectAll().where('application', '=', application).executeTakeFirst();
  if (row === undefined) throw new CommandRefused(`${application} has no policy in this database`);
  return policyOf(row);
}

function policyTable(policies: readonly ({ application: ApplicationId } & Policy)[]): string {
  return table(
    ['Application', 'Methods', 'Trusts a computer for', 'Locks when idle for', 'Team leaders’ passes'],
    policies.map(({ application, methods, trustDays, trustEndsAt, idleLockMinutes, passes }) => [
      application,
      methods.join(', '),
      trustDays === 0 ? 'never' : `${counted(trustDays, 'day')}${trustEndsAt === null ? '' : `, until ${trustEndsAt}`}`,
      counted(idleLockMinutes, 'minute'),
      passes ? 'on' : 'off',
    ]),
  );
}
