import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** The audit trail, the operator and the database behind them. */
export const TRAIL_AND_OPERATOR: readonly Row[] = [
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
];
