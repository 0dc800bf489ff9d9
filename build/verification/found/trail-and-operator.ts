import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** The audit trail, the operator and the database behind them. */
export const TRAIL_AND_OPERATOR: readonly Row[] = [
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
