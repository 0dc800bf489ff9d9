import type { Updateable } from 'kysely';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import type { AuditEvent } from '../audit/events.ts';
import { auditTrail } from '../audit/trail.ts';
import type { OrganisationTable } from '../database/tables.ts';
import { addressSchema, sentenceSchema } from '../sign-in/administered-texts.ts';
import { isIssuerShownWhole } from '../sign-in/authenticator-code.ts';
import { TIME_OF_DAY } from '../time-of-day.ts';
import type { Command, CommandInput } from './command.ts';
import { oneOf, optional, table, textOf, UsageError, wholeNumber } from './command.ts';

type Fact = Extract<AuditEvent, { kind: 'organisation-changed' }>['details']['facts'][number];
type TextColumn =
  | 'name_en'
  | 'name_cy'
  | 'issuer'
  | 'notice_en'
  | 'notice_cy'
  | 'help_phone'
  | 'help_email'
  | 'help_hours_en'
  | 'help_hours_cy';

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
/** Those that can be taken away again, with an empty text. */
const REQUIRED: readonly TextColumn[] = ['name_en', 'name_cy', 'issuer'];

/** More than Notify sends for everybody together. */
const FREE_MOST = 100_000_000;
/** A pound each: an error of typing, not a price. */
const PRICE_MOST_PENCE = 100;
const MILLIPENCE = 1000;
/** More than five in a quarter of an hour come to in a day (480): above it, that limit is the only one. */
const PERSON_TEXTS_MOST = 1_000;
/** A number that many share, such as the phone of a desk. */
const NUMBER_TEXTS_MOST = 10_000;
/** Four times what Notify lets a live service send in a day (250,000). */
const DAY_TEXTS_MOST = 1_000_000;

type Settings = Pick<
  Updateable<OrganisationTable>,
  | 'international_numbers'
  | 'code_at_first_enrolment'
  | 'shift_ends'
  | 'free_text_messages'
  | 'text_message_millipence'
  | 'texts_per_person'
  | 'texts_per_number'
  | 'texts_per_day'
>;

/** Settings that are not texts: how each is read, and what it is called in the audit trail. */
const SETTINGS: readonly {
  readonly option: Fact;
  readonly column: keyof Settings;
  readonly usage: string;
  readonly read: (text: string) => Settings;
}[] = [
  {
    option: 'international-numbers',
    column: 'international_numbers',
    usage: 'on|off',
    read: (text) => ({ international_numbers: oneOf('setting', ['on', 'off'], text) === 'on' }),
  },
  {
    option: 'code-at-first-enrolment',
    column: 'code_at_first_enrolment',
    usage: 'on|off',
    read: (text) => ({ code_at_first_enrolment: oneOf('setting', ['on', 'off'], text) === 'on' }),
  },
  {
    option: 'shift-ends',
    column: 'shift_ends',
    usage: 'HH:MM',
    read: (text) => {
      if (!TIME_OF_DAY.test(text)) throw new UsageError('--shift-ends must be a time of day in London, e.g. 20:00');
      return { shift_ends: text };
    },
  },
  {
    option: 'free-text-messages',
    column: 'free_text_messages',
    usage: 'N',
    read: (text) => ({ free_text_messages: wholeNumber('--free-text-messages', text, 0, FREE_MOST) }),
  },
  {
    option: 'text-message-price',
    column: 'text_message_millipence',
    usage: 'PENCE',
    read: (text) => {
      const pence = Number(text);
      if (!/^\d{1,3}(\.\d{1,3})?$/.test(text) || pence > PRICE_MOST_PENCE)
        throw new UsageError(`--text-message-price must be pence without VAT, e.g. 2.4, and ${PRICE_MOST_PENCE} at the most`);
      return { text_message_millipence: Math.round(pence * MILLIPENCE) };
    },
  },
  {
    option: 'texts-per-person',
    column: 'texts_per_person',
    usage: 'N',
    read: (text) => ({ texts_per_person: wholeNumber('--texts-per-person', text, 1, PERSON_TEXTS_MOST) }),
  },
  {
    option: 'texts-per-number',
    column: 'texts_per_number',
    usage: 'N',
    read: (text) => ({ texts_per_number: wholeNumber('--texts-per-number', text, 1, NUMBER_TEXTS_MOST) }),
  },
  {
    option: 'texts-per-day',
    column: 'texts_per_day',
    usage: 'N',
    read: (text) => ({ texts_per_day: wholeNumber('--texts-per-day', text, 1, DAY_TEXTS_MOST) }),
  },
];

/** The columns of each fact: two, of what is said in two languages. */
const COLUMNS = [...TEXTS, ...SETTINGS.map(({ option, column }) => ({ fact: option, column }))];

function settingsOf(input: CommandInput): { readonly change: Settings; readonly facts: readonly Fact[] } {
  const given = SETTINGS.flatMap(({ option, read }) => {
    const text = optional(input, option);
    return text === null ? [] : [{ option, change: read(readIdentifier(text)) }];
  });
  return { change: Object.assign({}, ...given.map((each) => each.change)) as Settings, facts: given.map((each) => each.option) };
}

/** What people are told before they sign in, and what holds for the whole organisation. */
export const ORGANISATION_COMMANDS: readonly Command[] = [
  {
    name: 'organisation show',
    usage: '',
    summary: 'Shows the organisation’s name, notice and help desk, when its shift ends, and what its text messages cost.',
    words: 0,
    options: {},
    prepare:
      () =>
      async ({ database }) => {
        const row = await database.selectFrom('organisation').selectAll().executeTakeFirstOrThrow();
        const facts = Object.fromEntries(TEXTS.map(({ option, column }) => [option, row[column]]));
        const all = {
          ...facts,
          'international-numbers': row.international_numbers ? 'on' : 'off',
          'code-at-first-enrolment': row.code_at_first_enrolment ? 'on' : 'off',
          'shift-ends': row.shift_ends,
          'free-text-messages': String(row.free_text_messages),
          'text-message-price': String(row.text_message_millipence / MILLIPENCE),
          'texts-per-person': String(row.texts_per_person),
          'texts-per-number': String(row.texts_per_number),
          'texts-per-day': String(row.texts_per_day),
        };
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
    usage: `[${TEXTS.map(({ option }) => `--${option} TEXT`).join('] [')}] ${SETTINGS.map(({ option, usage }) => `[--${option} ${usage}]`).join(' ')}`,
    summary:
      'Changes what people are told before they sign in, and what holds for the whole organisation. An empty text takes a fact away.',
    words: 0,
    options: Object.fromEntries([...TEXTS, ...SETTINGS].map(({ option }) => [option, 'value' as const])),
    prepare: (input) => {
      const settings = settingsOf(input);
      const change: Partial<Record<TextColumn, string | null>> = {};
      const facts = new Set<Fact>(settings.facts);
      for (const { option, column, fact } of TEXTS) {
        const typed = optional(input, option);
        if (typed === null) continue;
        const schema = column === 'help_email' && readIdentifier(typed) !== '' ? addressSchema : sentenceSchema;
        const text = textOf(`--${option}`, schema, typed);
        if (text === '' && REQUIRED.includes(column)) throw new UsageError(`--${option} can’t be empty`);
        if (column === 'issuer' && text.includes(':'))
          throw new UsageError('--issuer can’t have a colon: authenticator apps would cut it off');
        if (column === 'issuer' && !isIssuerShownWhole(text))
          throw new UsageError(
            '--issuer is too long for the QR code that links an app: letters other than a to z count for two or more there. Choose a shorter name',
          );
        change[column] = text === '' ? null : text;
        facts.add(fact);
      }
      if (facts.size === 0) throw new UsageError('there is nothing to change');
      return async ({ database, auditKeys, clock, actor }) => {
        const before = await database.selectFrom('organisation').selectAll().executeTakeFirstOrThrow();
        const after = { ...before, ...change };
        for (const [one, other, option] of [
          [after.notice_en, after.notice_cy, 'notice'],
          [after.help_hours_en, after.help_hours_cy, 'help-hours'],
        ] as const) {
          if ((one === null) !== (other === null)) throw new UsageError(`--${option} and --${option}-welsh go together`);
        }
        const wanted = { ...change, ...settings.change };
        const changed = [...facts].filter((fact) =>
          COLUMNS.some((each) => each.fact === fact && each.column in wanted && wanted[each.column] !== before[each.column]),
        );
        if (changed.length === 0) return { words: 'Nothing to change: it was so already.', data: { changed } };
        await database.transaction().execute(async (transaction) => {
          // No fact that must be there was made null: that was refused above.
          await transaction
            .updateTable('organisation')
            .set(wanted as Updateable<OrganisationTable>)
            .execute();
          await auditTrail(auditKeys, clock).append(transaction, {
            kind: 'organisation-changed',
            actor,
            userId: null,
            application: null,
            network: null,
            reference: null,
            details: { facts: changed },
          });
        });
        return { words: `Changed: ${changed.join(', ')}.`, data: { changed } };
      };
    },
  },
];
