import * as z from 'zod';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { auditTrail } from '../audit/trail.ts';
import { Refusal } from '../http/refusal.ts';
import { endComputer, listComputers } from '../sign-in/computers.ts';
import type { Command } from './command.ts';
import { CommandRefused, counted, table, UsageError } from './command.ts';

/** The computers that people sign in on. */
export const COMPUTER_COMMANDS: readonly Command[] = [
  {
    name: 'computer list',
    usage: '',
    summary: 'Lists the computers that people sign in on, most recently used first.',
    words: 0,
    options: {},
    prepare:
      () =>
      async ({ database, clock }) => {
        const computers = await listComputers(database, clock.now());
        return {
          words:
            computers.length === 0
              ? 'Nobody has signed in on a computer yet.'
              : table(
                  ['Computer', 'Device', 'People', 'Signed in', 'Trusted', 'Last used (UTC)'],
                  computers.map((each) => [
                    each.name,
                    each.deviceId,
                    String(each.people),
                    String(each.signedIn),
                    String(each.trusted),
                    each.lastSeenAt,
                  ]),
                ),
          data: { computers },
        };
      },
  },
  {
    name: 'computer end',
    usage: 'DEVICE',
    summary: 'Ends every session, sign-in and trust on one computer, whoever’s they are. DEVICE is as the list has it.',
    words: 1,
    options: {},
    prepare: (input) => {
      const device = z.uuid().safeParse(readIdentifier(input.words[0] ?? ''));
      if (!device.success) throw new UsageError('DEVICE must be a device’s id, as computer list shows it');
      return async ({ database, auditKeys, clock, actor }) => {
        const frame = { actor, application: null, network: null, reference: null };
        try {
          const ended = await endComputer({ database, audit: auditTrail(auditKeys, clock) }, device.data, frame, clock.now());
          return {
            words: `Ended on that computer: ${counted(ended.sessions, 'session')} and ${counted(ended.trusts, 'trust')}, of ${counted(ended.people, 'person', 'people')}.`,
            data: { deviceId: device.data, ...ended },
          };
        } catch (error) {
          if (error instanceof Refusal) throw new CommandRefused('nobody has ever signed in on that computer');
          throw error;
        }
      };
    },
  },
];
