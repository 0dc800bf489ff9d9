import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** The API serves on, whatever is opened, sent or taken away. */
export const API_STAYS_UP: readonly Row[] = [
  {
    id: '3.1',
    what: 'Half requests, half handshakes and what is no HTTP hold descriptors for as long as the client likes',
    tests: by.httpConnections(
      'what does not arrive whole within ten seconds is refused, and its connection is gone though the client never closes',
      'what is no HTTP is refused, and its connection is gone though the client never closes',
    ),
  },
  {
    id: '3.2',
    what: 'More connections than there are descriptors keep everybody out, or end the API',
    tests: [
      ...by.staysUp('more connections than there are descriptors, %s, keep nobody out, and do not end the API'),
      ...by.httpConnections(
        'the limits stay below the descriptors that there are, and leave the database and others theirs',
        'a stranger’s address has so many connections, and the one that has said nothing for longest makes room',
        'an address over which a valid token has come has more, whatever strangers do',
        'with TLS as well',
      ),
    ],
  },
  {
    id: '3.3',
    what: 'For want of descriptors the API takes its parent for dead, and stops itself with 0',
    tests: [
      ...by.staysUp('kill -9 of what started npm run server does not end the API'),
      ...by.processes('a want of descriptors is not taken for the death of a parent'),
    ],
  },
  {
    id: '3.4',
    what: 'One session makes as many calls as it likes',
    tests: by.behindPassword(
      'a session asks for so much and no more, is told when to come back, and others go on',
      'a session that is asked for all that a minute has goes on for ever',
      'a challenge asks for so much and no more',
    ),
  },
  {
    id: '3.5',
    what: 'One person has 10,050 sessions, and can’t be thrown out because the trail has no such count',
    tests: by.behindPassword(
      'with one session too many, that which has been unused for longest ends; its owner is told, and the trail says so',
      'however many sessions somebody has come by, the help desk can end them all, and the next sign-in leaves no more than there may be',
    ),
  },
  {
    id: '3.6',
    what: 'Whoever asks whether the API is ready has it ask the database each time',
    tests: by.databaseServing('any number who ask whether it is ready cost one look-up a second'),
  },
];
