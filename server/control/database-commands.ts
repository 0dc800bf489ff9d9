import type { Command } from './command.ts';
import { CommandRefused, counted } from './command.ts';

/** The database itself. Each command brings it up to date first where it may; this one does nothing else. */
export const DATABASE_COMMANDS: readonly Command[] = [
  {
    name: 'database migrate',
    usage: '',
    summary:
      'Brings the database up to date as its owner, whom VU_MIGRATION_DATABASE_URL names, and gives the API’s role, whom DATABASE_URL names, what it needs and nothing more.',
    words: 0,
    options: {},
    prepare:
      () =>
      async ({ prepared }) => {
        if (prepared === null) throw new CommandRefused('VU_MIGRATION_DATABASE_URL is missing: it names the owner of the tables');
        const { applied, role } = prepared;
        return {
          words: `Up to date: ${counted(applied.length, 'migration')} applied. ${role} has what the API needs.`,
          data: prepared,
        };
      },
  },
];
