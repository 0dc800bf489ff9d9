import * as by from './desktop-files.ts';
import type { Section } from './row.ts';

/** What goes wrong in desktops of this kind, by the numbers of the reference that lists it (section 9). */
export const DESKTOP_PITFALLS: Section = {
  heading: 'Pitfalls of desktops of this kind',
  about: 'Each was met in another Electron application, or measured on the runtimes that this one is built on.',
  column: 'Pitfall',
  rows: [
    {
      id: '1',
      what: 'Switches of Chromium and of test drivers in the command line are taken for something else',
      tests: [
        ...by.commandLine('is read past the switches of Chromium and of test drivers', 'has no address in %j', 'counts the last of two'),
        ...by.link(
          'brings a link wherever the system and Chromium put it',
          'brings none without one, and is refused with a wrong one or two',
        ),
        ...by.installed('a link, and whatever is in it, brings the window that is there to the front and does nothing else'),
      ],
    },
    {
      id: '2',
      what: 'As root, the sandbox that is switched on keeps the program from ever starting',
      tests: [
        ...by.commandLine('the sandbox is given up only by root, and only in so many words'),
        ...by.launch('any test driver can start the desktop with what --print-launch prints, and ends all of it by killing that'),
      ],
    },
    {
      id: '3',
      what: 'A locked keychain answers as an empty one does',
      tests: [
        ...by.deviceTrust('a keychain that is locked does not forget the computer: unlocked, the token is there again'),
        ...by.keychain('a lock makes nothing forgotten, nothing fail, and ends no process'),
        ...by.trusting(
          `with the keychain \${state} a person signs in all the same, and is told once that this computer can’t remember them`,
        ),
      ],
    },
    {
      id: '4',
      what: 'A keychain that hangs holds up sign-in',
      tests: [
        ...by.engine('a keychain that %s never holds up sign-in'),
        ...by.deviceTrust('a call that hangs counts as not available after the time limit, and there is never another one'),
        ...by.secondFactor('a slow keychain can be gone past'),
      ],
    },
    {
      id: '5',
      what: 'Calls that hang take every thread that files are read with',
      tests: by.deviceTrust('only one call is ever under way'),
    },
    {
      id: '6',
      what: 'A keychain says that it won’t remove a token, and the token lives on',
      tests: by.deviceTrust('a token that a %s keychain won’t remove is never presented again, also after a restart'),
    },
    {
      id: '7',
      what: 'A token that the keychain would cut or choke on reaches it',
      tests: by.deviceTrust('a token with %s never reaches the keychain'),
    },
    {
      id: '8',
      what: 'A search of the keychain ends the process',
      tests: by.deviceTrust('the searches of the keychain, one of which can end the process, are called nowhere'),
    },
    {
      id: '9',
      what: 'A token that was copied to another computer is honoured there',
      tests: [
        ...by.deviceTrust(
          'a token is only for its API, person, application and machine',
          'an entry that somebody else wrote is not presented',
        ),
        ...by.settings('give a copied profile a new device, and forget who trusted the old one'),
        ...by.serverTrust(
          'of two people, two computers and two applications each token opens exactly its own, also on a computer that both use',
        ),
      ],
    },
    {
      id: '10',
      what: 'An answer that comes after Cancel changes the screen',
      tests: [
        ...by.signIn('an answer to a sign-in that was given up changes nothing, and its session is handed back to the server'),
        ...by.property('an answer that was given before changes nothing when it comes again'),
        ...by.mirror('a view that is older than the one on screen changes nothing'),
      ],
    },
    {
      id: '11',
      what: 'Pressing twice sends twice',
      tests: [
        ...by.signIn('pressing Enter twice sends the password once'),
        ...by.secondFactor('the same code submitted twice is sent once'),
        ...by.property('two intents in a row never make two requests that each change something'),
      ],
    },
    {
      id: '12',
      what: 'A code that is pasted with spaces, or typed in another script’s digits, is refused or wrongly taken',
      tests: [
        ...by.secondFactor('a right code signs in; it is sent without its spacing', 'what cannot be a code is not sent and costs no try'),
        ...by.typed(
          'a code with spacing, dashes and zero-width characters (%s) is the code',
          'a code in disguise (%s) is refused as a wrong one, costs no try, and tells nothing',
        ),
        ...by.textMessage('later sign-ins send a code at once and take it pasted with spaces and in lower case'),
        ...by.authenticator('later sign-ins take the code that the app shows, however it is spaced, and take each one once'),
      ],
    },
    {
      id: '13',
      what: 'A refusal, a full server, a name that isn’t there and a bad certificate look the same',
      tests: [
        ...by.client('%s means %s', 'a wait that only the header names is read from it'),
        ...by.problem(
          '%j is told as %s with reference %s',
          'every way to fail has a reference of its own',
          'a wait is told as the moment when it is over',
        ),
        ...by.words('no two problems are told in the same words'),
      ],
    },
    {
      id: '14',
      what: 'A computer that slept, or a clock that was put right, spoils a countdown',
      tests: [
        ...by.signIn('countdowns are by this computer’s clock, however wrong it is'),
        ...by.secondFactor('a challenge that runs out by the clock leads back to the form by itself'),
        ...by.words('a countdown shows 0:00 only when nothing is left'),
        ...by.session('waking up looks at the session at once'),
        ...by.timers('a timer longer than Node’s own can be still fires once, and not at once'),
      ],
    },
    {
      id: '15',
      what: 'Main listens to a frame of the page’s own origin, or to about:blank',
      tests: [
        ...by.ipc('%s is shown no view and sends no intent'),
        ...by.page('a frame within the page has no bridge, and main refuses it'),
      ],
    },
    {
      id: '16',
      what: 'More than the contract has crosses between page and main, or between main and the API',
      tests: [
        ...by.ipc('%s is refused and never reaches the engine', 'a fault inside comes out as a code, without its text'),
        ...by.client('what does not speak HTTP is not a Vu API', 'a body beyond the limit is not read to its end, however it is sent'),
        ...by.httpAnswers('an answer that does not fit the contract is not sent'),
      ],
    },
    {
      id: '17',
      what: 'An address of the app’s own protocol leads out of its folder',
      tests: by.files('serves %s', 'has no file for an address that %s', 'answers nothing to %s'),
    },
    {
      id: '18',
      what: 'The page can be led elsewhere',
      tests: [
        ...by.navigation('the page may not move to %s', 'the page may move to %s, which is itself'),
        ...by.page('nothing that the page does opens a window or leaves the page'),
      ],
    },
    {
      id: '19',
      what: 'A middle click, a link or a dropped file opens something',
      tests: by.page(
        'nothing that the page does opens a window or leaves the page',
        'a file that is dropped on the page does not take its place',
      ),
    },
    {
      id: '20',
      what: 'Permissions are granted where only requests are refused',
      tests: by.page('the page is given no permission of any name'),
    },
    {
      id: '21',
      what: 'The content security policy isn’t in force',
      tests: by.page('the page can run, style and fetch nothing but its own files'),
    },
    { id: '22', what: 'The built page needs unsafe-inline', tests: by.page('the built page has nothing inline') },
    {
      id: '23',
      what: 'The preload shows more than it should',
      tests: by.page('the page gets three functions from the preload and nothing else of Electron or Node'),
    },
    {
      id: '24',
      what: 'A fuse isn’t as the table says',
      tests: by.contents('the fuse wire, read back, is as the table says, and this Electron has no other fuse'),
    },
    {
      id: '25',
      what: 'A folder planted beside the archive is started in its place',
      tests: [
        ...by.installed('an application planted beside the archive, also where the archive is gone'),
        ...by.contents('no application stands beside the archive, and Electron’s own words are in English alone'),
      ],
    },
    {
      id: '26',
      what: 'The environment or a switch makes the installed program run other code, or lets a debugger in',
      tests: by.installed(
        '(the same script does run in an Electron whose fuses are as they come)',
        '%s',
        '%s, with which it does not start at all',
        'SIGUSR1, at which Node opens its debugger',
      ),
    },
    {
      id: '27',
      what: 'The archive holds tests, maps, sources or secrets, or another processor’s binary',
      tests: by.contents(
        'the archive holds the bundles, the page and keytar, and nothing else',
        'no test, map, source, secret or path of the building machine is anywhere in it',
        'there is one native file, for this processor',
      ),
    },
    {
      id: '28',
      what: 'A secret is left in the profile or the log',
      tests: [
        ...by.leftBehind(
          'what a run of the desktop leaves behind holds none of its secrets, but for the two kinds of token in the keychain',
          'the search finds what is planted, in each way that it could be written',
        ),
        ...by.logs('holds nothing secret or personal, however it got there'),
        ...by.onThePc('the support file says what is in it first, and holds a crash, the versions and nothing about a person'),
      ],
    },
    {
      id: '29',
      what: 'A policy is read from a file that somebody else could have written, or half of a bad one is applied',
      tests: [
        ...by.policy(
          'is refused when anybody but root owns it',
          'is refused when others can write to it: mode %o',
          'is refused when it is a link, even to a good one',
          'is refused when it is a pipe, without waiting for a writer',
          'is refused when it is too big',
          'is refused when it is not JSON: %j',
          'is refused as a whole for one wrong value',
          'may have keys of another version, which are named and left out',
        ),
        ...by.policyReaders(
          'counts the machine’s as a whole before the person’s, and never mixes them',
          'are refused where anybody but root could have written them, and the person’s do not step in',
        ),
        ...by.managed('a policy that can’t be read is none of it used, is said in plain words, and leaves the desktop on the strict side'),
      ],
    },
    {
      id: '30',
      what: 'A policy loosens what it should only tighten',
      tests: [
        ...by.session('IT can only make the idle lock sooner'),
        ...by.secondFactor('where IT does not allow trust no token is looked for and none is offered'),
        ...by.managed('what IT sets holds, is followed while the desktop runs, and the screens say who manages it'),
        ...by.address('an address that IT manages is not replaced, even if the screen asked for it'),
      ],
    },
    {
      id: '31',
      what: 'A window opens where no display is any more, or too small to use',
      tests: [
        ...by.windowState(
          'is left to the system when %s',
          'is never bigger than the display nor smaller than the form needs',
          'goes through every step and stops at 50 and 300 %',
        ),
        ...by.display('every step of a first sign-in fits at 200 and 300 %'),
      ],
    },
    {
      id: '32',
      what: 'A second start makes a second program, or disturbs the first',
      tests: [
        ...by.running('a second start on the same profile ends with 0 and brings the first to the front'),
        ...by.interruptions('a second start on the same profile ends at once and leaves the first as it was, in front'),
      ],
    },
    {
      id: '33',
      what: 'A page whose process dies is gone, or is loaded again and again',
      tests: by.running('a page whose process dies is loaded again once, and the second time the person is asked'),
    },
    {
      id: '34',
      what: 'A server that no longer answers keeps the program from ending',
      tests: by.interruptions('a desktop that is closed while the API no longer answers is gone within seconds'),
    },
    {
      id: '35',
      what: 'Main goes round the system’s proxy, or past its certificates',
      tests: [
        ...by.running(
          'main reaches the API through the proxy that the system names',
          'a proxy that wants its own sign-in is told apart, and never given anything',
          'a certificate that this computer does not trust is refused, also when a switch says to ignore it',
        ),
        ...by.network('the system’s proxy, its PAC file and its certificate store are what the desktop goes by'),
        ...by.client('a certificate that nobody vouches for is refused, and nothing is sent'),
      ],
    },
    {
      id: '36',
      what: 'A server that is down is taken for a network that is, and what was typed is lost',
      tests: [
        ...by.client('an address where nothing listens, and a name that does not exist, cannot be reached'),
        ...by.interruptions(
          'while the API is away nothing that was typed is lost, and each step goes on when it is back',
          'a desktop that starts while the API is away says so, and signs in once it is back',
        ),
      ],
    },
    {
      id: '37',
      what: 'A screen can’t be used by keyboard, large or in forced colours, or has a fault that axe knows',
      tests: [
        ...by.keyboard('a whole first sign-in, a lock and a sign-out are done with the keyboard alone'),
        ...by.display(
          'the steps of a later sign-in, and those that lead nowhere, fit at 200 and 300 %',
          'dark colours are clean on the form, a step, the work and a dialog over it',
          'with Windows’ high-contrast colours every control keeps an edge, focus shows, and the QR code still scans',
        ),
      ],
      note: 'Every journey’s test asks axe on every screen that it comes to.',
    },
    {
      id: '38',
      what: 'The Debian package does what packages may not, or leaves something behind',
      tests: [
        ...by.contents(
          'has no script that runs as root',
          'says what it is, who makes it and what it needs',
          'gives everything to root, to be written by nobody else; one helper alone is setuid',
          'puts files only where packages may',
        ),
        ...by.installed(
          'an older version installs with dpkg, and apt finds all that it needs from what the package says',
          'an upgrade, even while it runs, keeps what it knows: the next start asks for the password alone',
          'the older version goes over the newer one again and still knows what it knew, and so does the newer one after it',
          'a purge takes all of it away again, links too, and leaves the person’s own folder',
        ),
      ],
    },
    {
      id: '39',
      what: 'An update that was tampered with, or isn’t signed, is installed',
      tests: [
        ...by.updates(
          'a new version comes only from a feed that is signed, and takes the old one’s place when the person who agreed has signed out',
        ),
        ...by.updateFeed(
          'is refused without a signature, with somebody else’s, and when anything in it was changed',
          'is refused in the place of another channel’s or system’s, though it is signed',
          'an AppImage that can’t be replaced stays as it was, with nothing beside it',
        ),
        ...by.property('a new version is put in place only while nobody is signed in or on the way in, and only when somebody said so'),
        ...by.configuration(
          'no artefact names a feed of updates: only IT’s policy does',
          'a release comes out signed or not at all, and Windows takes no update of another publisher',
        ),
      ],
      note: 'The first of them shows too that nobody is asked while the policy is off.',
    },
    {
      id: '40',
      what: 'Locking leaves the session open',
      tests: [
        ...by.session(
          'idling for as long as the policy says locks the session, and not sooner',
          'locking shows the lock at once and keeps telling the server until it has it',
        ),
        ...by.property('after a lock or a sign-out the screen shows nothing of the work, and no late answer brings it back'),
        ...by.interruptions(
          'a locked session shows nothing of the work, opens with the password alone, and comes back where it was',
          'a computer that locks its screen locks the session, without the API too',
        ),
        ...by.onThePc('the end of the session, sleep and somebody else’s turn each lock at once, and a link moves nobody'),
      ],
    },
    {
      id: '41',
      what: 'A log that can’t be written, or that grew, keeps the program from starting',
      tests: [
        ...by.logs(
          'costs nothing but itself where it can’t be written',
          'keeps five files of the size given and loses only the oldest lines',
        ),
        ...by.running('a damaged profile, in a folder of any name, starts like a new one'),
      ],
    },
    {
      id: '42',
      what: 'Settings that are damaged, or can’t be written, keep the program from starting',
      tests: [
        ...by.settings('start afresh from a file that is %s, and keep it beside', 'last for this run where they can’t be written'),
        ...by.running('a damaged profile, in a folder of any name, starts like a new one'),
      ],
    },
    {
      id: '43',
      what: 'A name with other letters than English ones, in a path or of a person, is too much',
      tests: by.running('a damaged profile, in a folder of any name, starts like a new one'),
      note: 'Every test of the desktop runs on a profile whose folder has spaces and Welsh letters in its name.',
    },
    {
      id: '44',
      what: 'The rules for the sources find nothing',
      tests: by.importRules(
        '%s is broken by %s with %s',
        'nothing is broken by %s with %s',
        'two files that import each other are a cycle, however far round it goes',
      ),
    },
  ],
};
