import * as by from '../desktop-files.ts';
import type { Row } from '../row.ts';

/** What script in the page, a command line or the person's environment can make of the desktop. */
export const PAGE_AND_DESKTOP: readonly Row[] = [
  {
    id: '7.1',
    what: 'Script in the page gave the desktop an address of its own, which was asked at once and kept: the next password would have gone there, and a secret in its very name was looked up',
    tests: [
      ...by.anotherAddress(
        'script in the page that names an address of its own sends nothing there, not even its name, until the person agrees',
        'no address is given from within a sign-in, a session or a lock, whatever the page asks',
      ),
      ...by.property('another address is asked about, asked and used only by the person’s word, and never within a sign-in or a session'),
      ...by.signIn(
        'who keeps the address is back at the form, nothing was asked of the other one, and after three times nobody asks again',
        'a yes that comes when the change was given up changes nothing, nor does an answer that comes then',
        'no address is given while a password is on its way, or to one that was turned away',
        'an address that IT manages cannot be changed',
        'once IT has set an address, or something that can’t be read, the one that is being given is given up',
      ),
    ],
    note: 'The person is asked in a box of the operating system, at the first start too; its first button keeps the address.',
  },
  {
    id: '7.2',
    what: 'An installed desktop honoured switches that write down what is sent and the keys of its encryption, or send it another way (`--log-net-log`, `--ssl-key-log-file`, `--proxy-server`, `--auth-server-allowlist`)',
    tests: [
      ...by.start(
        `an installed desktop that is started with $\{switches} starts as if without`,
        'an installed desktop writes the keys of its encryption nowhere, though a variable names a place',
        `an installed desktop doesn’t start with $\{given}, which was acted on before it could take it away: one line names it`,
      ),
      ...by.startRule(
        'takes its own switches and those with which it looks and speaks right',
        'has --%s taken away, after one dash too',
        'does not start with --%s',
        'reads switches on Windows as Windows’ programs do',
        'forgets the variables that can say what a switch can, and does not start with those that were read',
      ),
      ...by.installed('%s, with which it does not start at all'),
    ],
    note: 'The rule is an installed desktop’s; a checkout’s follows it with `--as-installed`.',
  },
  {
    id: '7.3',
    what: 'The programs that read IT’s policy were found, and told what to load, by the person’s environment (`SystemRoot`, `PATH`, `USER`)',
    tests: [
      ...by.policyReaders(
        'is where the kernel says, whatever a variable says',
        'is the usual one where that answers %s',
        'the registry is read by programs of Windows’ own folder, which find nothing by a person’s path',
        'a program that reads IT’s policy is given nothing of the person’s environment, nor the folder that they are in',
      ),
      ...by.packing('the launcher starts what is as it was installed, passes its arguments on, and refuses a changed archive'),
    ],
    note: 'Windows’ folder is asked of the kernel (`\\\\?\\GLOBALROOT\\SystemRoot`), the person’s name of the system’s accounts. That was not run on Windows or macOS.',
  },
  {
    id: '7.4',
    what: 'Recovery codes and keys that somebody copies went into the clipboard’s history and cloud',
    tests: by.clipboard('what is secret is copied with the words that each system takes for keeping it out of history and cloud'),
    note: 'Electron before its current clipboard, so also the compatibility runtime, can’t write text and marks together; there it is cleared after a minute and no more.',
  },
];
