import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { Checkpoint } from '../audit/seal.ts';
import { sealPending, takeCheckpoint } from '../audit/sealer.ts';
import type { Entry } from '../audit/trail.ts';
import { readTrail } from '../audit/trail.ts';
import type { AuditFault } from '../audit/verify.ts';
import { verifyTrail } from '../audit/verify.ts';
import { silentLog } from '../log.ts';
import type { Command } from './command.ts';
import { CommandRefused, counted, optional, required, table, UsageError, wholeNumber } from './command.ts';

const SHOWN_DEFAULT = 50;
const SHOWN_MOST = 10_000;

/** What is wrong with a row. That a checkpoint isn’t ours is wrong with the file, and says nothing of the trail. */
const FAULTS: Readonly<Record<Exclude<AuditFault, 'checkpoint-forged'>, string>> = {
  'row-missing': 'is missing: it was taken out after it was written',
  'trail-empty': 'is missing, and so is every other: there are people or groups, whose creation was recorded',
  'content-changed': 'was changed after it was written, or was never ours',
  'order-changed': 'is not where it was written: it was moved, or one before it was taken out',
  'key-unknown': 'is under a key that VU_KEY_AUDIT does not have',
  'key-replaced': 'is under a key that another had replaced before it: whoever wrote it has that key, and not the present one',
  'replaced-differs': 'is not the one at which VU_KEY_AUDIT says that a key was replaced: rows up to there were rewritten',
  'replaced-missing': 'is missing: VU_KEY_AUDIT says that a key was replaced there or later',
  'not-taken-over':
    'is the last one, and the first key of VU_KEY_AUDIT has not taken over yet. If the API has already run with it, the end was cut off and rewritten under an earlier key; otherwise start the API with it',
  'waiting-entry-changed': 'was changed while it waited to be sealed',
  'waiting-entry-copied': 'is a copy of one that is sealed already',
  'checkpoint-missing': 'is missing: the checkpoint says that the trail had come further',
  'checkpoint-differs': 'is not the one that the checkpoint saw: the end of the trail was rewritten',
};

const checkpointSchema = z.strictObject({
  seq: z.string().regex(/^\d+$/),
  chain: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  keyId: z.string(),
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The audit trail. */
export const AUDIT_COMMANDS: readonly Command[] = [
  {
    name: 'audit verify',
    usage: '[--checkpoint FILE]',
    summary: 'Checks that nothing in the audit trail was changed, removed or moved; names the first row that was.',
    words: 0,
    options: { checkpoint: 'value' },
    prepare:
      (input) =>
      async ({ database, auditKeys }) => {
        const file = optional(input, 'checkpoint');
        const checkpoint = file === null ? null : await readCheckpoint(file);
        await sealPending(database, auditKeys, silentLog);
        const verdict = await verifyTrail(database, auditKeys, checkpoint);
        if (verdict.intact) {
          const intact = `The audit trail is intact: ${counted(verdict.rows, 'row')} in ${verdict.seconds.toFixed(1)} seconds.`;
          return { words: [intact, seenOfTheEnd(checkpoint), ...bounds(verdict.unbounded)].join('\n'), data: verdict };
        }
        if (verdict.fault === 'checkpoint-forged') throw new UsageError(notOurs(file ?? ''));
        const which = verdict.row === null ? `An entry that waits to be sealed (${verdict.id})` : `Row ${verdict.row}`;
        return { words: `The audit trail is BROKEN. ${which} ${FAULTS[verdict.fault]}.`, data: verdict, failed: true };
      },
  },
  {
    name: 'audit checkpoint',
    usage: '--out FILE',
    summary:
      'Writes a signed note of how far the trail has come. Keep it elsewhere: it shows when the end is cut off or rewritten. FILE must be a new one.',
    words: 0,
    options: { out: 'value' },
    prepare: (input) => {
      const file = required(input, 'out');
      return async ({ database, auditKeys, clock }) => {
        await sealPending(database, auditKeys, silentLog);
        const checkpoint = await takeCheckpoint(database, auditKeys, clock);
        await writeNew(file, `${JSON.stringify(checkpoint)}\n`);
        return { words: `The checkpoint at row ${checkpoint.seq} is in ${file}.`, data: checkpoint };
      };
    },
  },
  {
    name: 'audit show',
    usage: `[--user EMAIL] [--most N]`,
    summary: 'Shows the newest events, of everyone or of one person.',
    words: 0,
    options: { user: 'value', most: 'value' },
    prepare: (input) => {
      const email = optional(input, 'user');
      const most = wholeNumber('--most', optional(input, 'most') ?? String(SHOWN_DEFAULT), 1, SHOWN_MOST);
      return async ({ database, administration }) => {
        const userId = email === null ? null : await administration.findUser(email);
        if (email !== null && userId === null) throw new CommandRefused(`there is nobody with the address ${email}`);
        const entries = await readTrail(database, most, userId);
        const people = new Map((await database.selectFrom('users').select(['id', 'email']).execute()).map((user) => [user.id, user.email]));
        const groups = new Map(
          (await database.selectFrom('groups').select(['id', 'name']).execute()).map((group) => [group.id, group.name]),
        );
        const who = (id: string | null) => (id === null ? '' : (people.get(id) ?? id));
        return {
          words: table(
            ['When (UTC)', 'What', 'Whose', 'By', 'Application', 'Details'],
            entries.map((entry) => [
              new Date(entry.at).toISOString(),
              entry.kind,
              who(entry.userId),
              actorInWords(entry, who),
              entry.application ?? '',
              detailsInWords(entry, groups),
            ]),
          ),
          data: { entries },
        };
      };
    },
  },
];

function actorInWords({ actor }: Entry, who: (id: string) => string): string {
  switch (actor.kind) {
    case 'person':
      return who(actor.userId);
    case 'operator':
      // Whoever can become that account may have been it.
      return `operator:${actor.name}${actor.known === 'process' ? ' (no login)' : ''}`;
    case 'system':
    case 'anyone':
      return actor.kind;
  }
}

/** The trail keeps the ids of groups; people know them by their names. */
function detailsInWords({ details }: Entry, groups: ReadonlyMap<string, string>): string {
  const named = (key: string, value: unknown) =>
    (key === 'groupId' || key === 'groups') && typeof value === 'string' ? `${groups.get(value) ?? 'unknown'} (${value})` : value;
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(details).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.map((each) => named(key, each)) : named(key, value),
      ]),
    ),
  );
}

/** A chain holds together as well when its last links are gone. */
function seenOfTheEnd(checkpoint: Checkpoint | null): string {
  return checkpoint === null
    ? 'No checkpoint was given, so whether its end was cut off can’t be seen.'
    : `It passes through row ${checkpoint.seq}, where it was at ${checkpoint.at}. Whether anything later was cut off can’t be seen.`;
}

/** A key that was replaced is held to where it was by the trail itself, which whoever has that key could cut off before there. */
function bounds(unbounded: readonly string[]): string[] {
  return unbounded.map(
    (bound) =>
      `In VU_KEY_AUDIT put ${bound} in place of ${bound.split('@')[0]}: then that key counts no further, whatever becomes of the database.`,
  );
}

function notOurs(file: string): string {
  return `--checkpoint ${file} is not signed by a key of VU_KEY_AUDIT: the file was changed, or is of another trail. The audit trail was not checked`;
}

/** What keeps a file from being written, in words that go on from its name. */
const UNWRITABLE: Readonly<Record<string, string>> = {
  // It may be all that shows what the trail was when it was taken.
  EEXIST: 'exists already, and a checkpoint is never overwritten: name a new file',
  ENOENT: 'can’t be written: there is no such folder',
  ENOTDIR: 'can’t be written: there is no such folder',
  EACCES: 'can’t be written: permission is missing',
  EPERM: 'can’t be written: permission is missing',
  EROFS: 'can’t be written: the disk is read-only',
  ENOSPC: 'can’t be written: the disk is full',
};

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandRefused(`--out ${file} ${UNWRITABLE[code] ?? `can’t be written (${code})`}`);
  }
}

async function readCheckpoint(file: string): Promise<Checkpoint> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`--checkpoint ${file} can’t be read`);
  });
  try {
    return checkpointSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`--checkpoint ${file} is no checkpoint, or a damaged one. The audit trail was not checked`);
  }
}
