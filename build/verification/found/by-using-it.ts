import * as desktop from '../desktop-files.ts';
import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** What went wrong for people who used it as people do. */
export const BY_USING_IT: readonly Row[] = [
  {
    id: '9 database',
    what: 'The database is up and can’t serve: read-only in a failover, behind a pooler that lends its connections out, or not in UTF-8',
    tests: by.databaseServing(
      'is said as unavailable, and as not ready, and within seconds of taking them again it is as before',
      'in session mode everything works, with the settings that the API gives its connections',
      'in %s mode the start is refused, and the line names it',
      'a database in %s is refused at the start',
    ),
  },
  {
    id: '9 output',
    what: 'The API ends when the reader of its log does, or when the disk is full; a command ends with a stack when its reader has seen enough',
    tests: by.staysUp(
      'the API serves on when the reader of its log ends',
      'the API serves on while its log’s disk is full',
      'how many lines were lost is said to the next reader of the log',
      'the API serves on, and keeps no more than a megabyte of what it has to say, when nobody reads its log any more',
      'an operator’s command whose reader ends, ends quietly; one that can’t be written says so',
    ),
  },
  {
    id: '9 probes',
    what: 'HEAD, by which some balancers ask, is not found',
    tests: by.httpConnections(
      'HEAD %s is answered as GET, without a body',
      'HEAD of what needs a token is refused as GET is, and of what is not there is not found',
    ),
  },
  {
    id: '9 screen lock',
    what: 'The screen of a Linux desktop is locked, and the session stays open',
    tests: [
      ...desktop.screenLock(
        'the session locks when a desktop’s screen saver says that the screen is locked, whichever desktop’s',
        'the session locks when logind locks the person’s session or gives the screen to somebody else, and for no other session',
      ),
      ...desktop.bus(
        'what a screen saver and logind say is understood, and what only looks like it isn’t',
        'that was damaged on its way is a message, is none, or waits for more; nothing else comes of it',
        'a bus is found at the sockets that its address names, and on no other computer',
      ),
    ],
    note: 'By the real signal on a real bus, to the real process. For logind, which needs a system of its own, something stands in that owns its name on a real system bus.',
  },
  {
    id: '9 idle',
    what: 'A session that nobody uses stays open where the system can’t tell how long that is, as on native Wayland',
    tests: [
      ...desktop.interruptions('a session locks when idle also where the system can’t tell how long nobody has been there'),
      ...desktop.presence(
        'where the system %s, what is done in the window decides alone',
        'a system that can tell is believed: what the person does elsewhere at the computer counts',
        'somebody who types elsewhere without a pause is present, and a system that stops telling is believed for minutes only',
      ),
    ],
  },
  {
    id: '9 Welsh',
    what: 'The first start is in English for somebody whose system is in Welsh',
    tests: desktop.asTheSystemIs(
      `the first start speaks the language that the system says is preferred: $\{what}`,
      'a language that the person chose stays, whatever the system says',
    ),
  },
  {
    id: '9 keys',
    what: 'Ctrl with the keypad’s +, − and 0 does nothing',
    tests: desktop.asTheSystemIs(
      'the text grows, shrinks and is as large as ever by every key that other programs take, on the real keyboard',
    ),
  },
  {
    id: '9 start',
    what: 'A profile that can’t be written ends the start with a stack, or leaves a process without a window; with an old lock in it, another desktop is said to run',
    tests: desktop.start(
      `in a profile $\{what} it doesn’t start: a box and one line name the folder, and it ends with a status that says so`,
      'what it says of a profile that it can’t use is in Welsh for whoever prefers Welsh',
      'an old lock in a profile that can be written keeps nobody out, and the trial of it leaves nothing behind',
    ),
  },
  {
    id: '9 settings',
    what: 'A setting that can’t be used ends the start with a stack or with JSON, or is taken for something else',
    tests: by.settings(
      'DATABASE_URL with %s',
      'an sslrootcert %s',
      'TLS files with %s',
      'LISTEN with %s',
      'one that is judged beforehand ends the process with the same line, and nothing else',
      'with %s',
      'with a password that is wrong',
      'TLS that the server has switched off',
      'names the setting as well',
    ),
  },
  {
    id: '9 files',
    what: 'A file is not read that begins with a byte-order mark, is UTF-16 or has the line ends of Windows',
    tests: by.settings(
      'reads settings %s',
      'refuses %s by name',
      'TLS files are taken as an editor on Windows saves them',
      'settings are taken from a file that begins with a mark and has the line ends of Windows, by whatever put them there',
    ),
  },
  {
    id: '9 unseen',
    what: 'What can’t be seen in an address keeps somebody out, and what can’t be seen in a computer’s name turns a colleague’s list round',
    tests: [
      ...by.identifiers(
        'somebody signs in with their address written in any way that looks the same',
        'all ways to write an address share its tries, however each was written',
        'somebody is found for a manager or the operator by their address written in any way that looks the same',
        'the name of a computer turns no line of a list round and hides nothing, for whoever is shown it',
      ),
      ...by.operatorTexts(
        'somebody is found by their address with %s',
        'an address is kept as it is typed plainly, and nobody can have it twice in another disguise',
        'every other word that names something is read the same way: groups, applications, settings, computers, options',
      ),
    ],
  },
  {
    id: '9 issuer',
    what: 'A name of the council that IT may set breaks the linking of apps for everybody',
    tests: by.appEntries(
      'the council’s name in apps that no link has room for is refused when it is set: %s',
      'one that is taken links an app whole, for the longest address too: %s',
      'one that was set before that was judged is cut where a letter ends, and links an app all the same: %s',
    ),
  },
  {
    id: '9 second app',
    what: 'Scanning a second link overwrites the entry that somebody has, before they have given its first code',
    tests: [
      ...by.appEntries(
        'an app that takes the place of another is a new entry beside it, so that scanning overwrites nothing; the old one works until the first code',
      ),
      ...by.asPeopleUseIt('a second app is said to be a new entry, whose QR code is whole over the work at every zoom'),
    ],
  },
  {
    id: '9 copied',
    what: 'A code is refused that was copied as people copy: with a full stop, with its whole message, or with its number in a list',
    tests: [
      ...by.typed(
        'the one code that is in what was copied (%s) is the code, for the page and the server alike',
        'a line of a numbered list of recovery codes is the code',
        'two codes in what was copied are no code, of whichever kind: none is tried, and no try is used',
        'words and numbers that only look a little like a code are none',
        'a code in disguise (%s) is refused as a wrong one, costs no try, and tells nothing',
      ),
      ...by.asPeopleUseIt('a code is found in the whole message that was pasted over several lines, and what else was pasted isn’t sent'),
      ...by.stepScreens(
        'what has no code in it is told which character no code has, how long one is, that none is there, or that several are',
      ),
    ],
    note: 'Full-width digits and those of other scripts are refused, and said to be in no code, rather than guessed at.',
  },
  {
    id: '9 QR',
    what: 'A QR code can’t be scanned: larger than the window at 300 %, or away from the field for its code',
    tests: by.asPeopleUseIt(
      'a QR code with the longest names there are is whole in the window and scans at every zoom, beside the field for its code at 100 %',
      'a second app is said to be a new entry, whose QR code is whole over the work at every zoom',
    ),
  },
  {
    id: '9 secrets',
    what: 'A password that was shown stays in clear, and selected, once it was sent',
    tests: by.asPeopleUseIt('a password that is shown is hidden at sending, in every form that has one'),
  },
  {
    id: '9 titles',
    what: 'The window’s title says nothing of a fault that the window found itself',
    tests: by.asPeopleUseIt('every form that is sent empty says in the window’s title that there is an error, until there is none'),
  },
];
