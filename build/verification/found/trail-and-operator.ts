import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** The audit trail, the operator and the database behind them. */
export const TRAIL_AND_OPERATOR: readonly Row[] = [
  {
    id: '8.a',
    what: 'Whoever has the database and an audit key that was replaced writes or rewrites rows, and the trail verifies',
    tests: by.auditKeys(
      'a replaced key vouches for what it sealed, and the trail says where another took over',
      'a rewrite under it is found: %s',
      'an entry that was put among those that wait is not taken, by the API or by the command line',
      'a checkpoint that it signs for what came after is not taken',
      'once the setting says where it was replaced, an instance that starts on a trail that was cut off and rewritten seals nothing over it',
      'an instance that has sealed under the new key says so when the trail is under the old one again, and does not take over twice',
      'while instances are given the new key one after another, none writes what would not count, and none waits for another',
      'an instance that was not given the new key writes nothing that would not count',
      'the middle key of three can write neither before its time nor after it',
      'the operator is told what is wrong, and what the setting should say',
    ),
    note: 'Until the setting names the row at which the key was replaced, a trail that was cut off before it is found by `audit verify`, but no longer once an instance was started on it; then by a checkpoint. In the ten seconds after a change, entries under the old key that wait are taken.',
  },
  {
    id: '8.b',
    what: 'The API’s role in the database owns the tables, so it can switch off the triggers and rewrite the trail',
    tests: by.databaseRole(
      'the API’s role may not: %s',
      'an entry that waits can’t be taken out before it is sealed',
      'of every table the API’s role has what the rule says, and of none that a migration adds another has to be asked for',
      'production starts with a role that owns nothing, and one that owns its database and nothing more',
      'production refuses to serve as a %s',
      'production without the owner’s address on a database that is not up to date names the setting',
      'production whose two addresses are the wrong way round, or both the weak one, names the one that is wrong',
      'a council with one role for all goes on with a second one, and refuses until then',
      'the operator’s command migrates as the owner, and all others work with the API’s role',
    ),
    note: 'All tests of the API, the demo and the measurements run with that role.',
  },
  {
    id: '8.c',
    what: 'Whoever uses the operator’s command line is recorded under a name that they chose, in `SUDO_USER`',
    tests: by.operatorAccount(
      'without a login it is the account that the process runs as, which is said, and nothing that the environment claims',
      'who logged in is recorded, whatever account they have become',
      'a login of an account that no list has is recorded by its number',
    ),
    note: 'The login uid of Linux. Root can change it unless `auditctl --loginuid-immutable` was given.',
  },
  {
    id: '8.d',
    what: 'Passwords’ hashes cross the network to a PostgreSQL whose certificate nobody checks',
    tests: by.configuration(
      'a database on another computer at %s, whose certificate is not verified, is refused',
      'what turns off the check of every certificate is refused',
    ),
  },
  {
    id: '8.e',
    what: 'All of the internet is taken for a list of proxies, in two halves',
    tests: [
      ...by.proxyLists('%s is too much to be a list of proxies'),
      ...by.configuration('a list of proxies that is most of the internet is refused'),
    ],
  },
  {
    id: '8.f',
    what: 'Guesses at made-up names fill the trail, 0.4 GB a day at 26 a second, for ever',
    tests: [
      ...by.unknownNames(
        'guesses at names that nobody has leave no row of their own, and one entry for each hour',
        'a wrong password for somebody is an entry of its own',
        'which networks guessed is known for thirty days, and what they did stays in the trail',
      ),
      ...by.timing('an unknown person, a wrong password, an account that was denied and locked codes take the same time to refuse'),
    ],
  },
  {
    id: '8.g',
    what: 'A document says that something is kept for 8 days where the program keeps it for 31',
    tests: by.figures(
      'data-protection.md says how long rows of %s are kept',
      'no figure of days in a row of data-protection.md is without the constant that it comes from',
      '%s says “%s”, as the program does',
    ),
  },
];
