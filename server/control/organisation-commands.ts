import type { Updateable } from 'kysely';
import type { AuditEvent } from '../audit/events.ts';
import { auditTrail } from '../audit/trail.ts';
import type { OrganisationTable } from '../database/tables.ts';
import type { Command } from './command.ts';
import { oneOf, optional, table, UsageError } from './command.ts';

type Fact = Extract<AuditEvent, { kind: 'organisation-changed' }>['details']['facts'][number];
type TextColumn = Exclude<keyof OrganisationTable, 'id' | 'two_factor' | 'international_numbers'>;

/** Each option with the column that it sets, and the fact that the audit trail names. */
const TEXTS: readonly { readonly option: string; readonly column: TextColumn; readonly fact: Fact }[] = [
  { option: 'name', column: 'name_en', fact: 'name' },
  { option: 'name-welsh', column: 'name_cy', fact: 'name' },
  { option: 'issuer', column: 'issuer', fact: 'issuer' },
  { option: 'notice', column: 'notice_en', fact: 'notice' },
  { option: 'notice-welsh', column: 'notice_cy', fact: 'notice' },
  { option: 'help-phone', column: 'help_phone', fact: 'help-phone' },
  { option: 'help-email', column: 'help_email', fact: 'help-email' },
  { option: 'help-hours', column: 'help_hours_en', fact: 'help-hours' },
  { option: 'help-hours-welsh', column: 'help_hours_cy', fact: 'help-hours' },
];
/** Longest text that fits beside the sign-in form. */
const TEXT_MOST = 300;
/** Those that can be taken away again, with an empty text. */
const REQUIRED: readonly TextColumn[] = ['name_en', 'name_cy', 'issuer'];

/** What people are told before they sign in. */
export const ORGANISATION_COMMANDS: readonly Command[] = [
  {
    name: 'organisation show',
    usage: '',
    summary: 'Shows the organisation’s name, notice and help desk, as the sign-in screen has them.',
    words: 0,
    options: {},
    run: async (_input, { database }) => {
      const row = await database.selectFrom('organisation').selectAll().executeTakeFirstOrThrow();
      const facts = Object.fromEntries(TEXTS.map(({ option, column }) => [option, row[column]]));
      const all = { ...facts, 'international-numbers': row.international_numbers ? 'on' : 'off' };
      return {
        words: table(
          ['Fact', 'Value'],
          Object.entries(all).map(([name, value]) => [name, value ?? '(none)']),
        ),
        data: all,
      };
    },
  },
  {
    name: 'organisation set',
    usage: `[${TEXTS.map(({ option }) => `--${option} TEXT`).join('] [')}] [--international-numbers on|off]`,
    summary:
      'Changes what people are told before they sign in, and whether numbers from abroad are taken. An empty text takes a fact away.',
    words: 0,
    options: { ...Object.fromEntries(TEXTS.map(({ option }) => [option, 'value' as const])), 'international-numbers': 'value' },
    run: async (input, { database, auditKeys, clock, actor }) => {
      const change: Partial<Record<TextColumn, string | null>> & { international_numbers?: boolean } = {};
      const facts = new Set<Fact>();
      for (const { option, column, fact } of TEXTS) {
        const text = optional(input, option)?.trim();
        if (text === undefined) continue;
        if (text.length > TEXT_MOST) throw new UsageError(`--${option} is longer than ${TEXT_MOST} characters`);
        if (text === '' && REQUIRED.includes(column)) throw new UsageError(`--${option} can’t be empty`);
        if (column === 'issuer' && text.includes(':'))
          throw new UsageError('--issuer can’t have a colon: authenticator apps would cut it off');
        change[column] = text === '' ? null : text;
        facts.add(fact);
      }
      const international = optional(input, 'international-numbers');
      if (international !== null) {
        change.international_numbers = oneOf('setting', ['on', 'off'], international) === 'on';
        facts.add('international-numbers');
      }
      if (facts.size === 0) throw new UsageError('there is nothing to change');
      const before = await database.selectFrom('organisation').selectAll().executeTakeFirstOrThrow();
      const after = { ...before, ...change };
      for (const [one, other, option] of [
        [after.notice_en, after.notice_cy, 'notice'],
        [after.help_hours_en, after.help_hours_cy, 'help-hours'],
      ] as const) {
        if ((one === null) !== (other === null)) throw new UsageError(`--${option} and --${option}-welsh go together`);
      }
      await database.transaction().execute(async (transaction) => {
        // No fact that must be there was made null: that was refused above.
        await transaction
          .updateTable('organisation')
          .set(change as Updateable<OrganisationTable>)
          .execute();
        await auditTrail(auditKeys, clock).append(transaction, {
          kind: 'organisation-changed',
          actor,
          userId: null,
          application: null,
          network: null,
          reference: null,
          details: { facts: [...facts] },
        });
      });
      return { words: `Changed: ${[...facts].join(', ')}.`, data: { changed: [...facts] } };
    },
  },
];
