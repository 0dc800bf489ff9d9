import type { Method } from '../../shared/applications.ts';
import { ENROLMENT_MINUTES, PASSWORD_LEAST, RECOVERY_CODES } from '../../shared/sign-in/limits.ts';
import type { MySecurity } from '../../shared/sign-in/schemas.ts';
import type { MySecurityPage } from '../../shared/sign-in/screens.ts';

type Outcome = MySecurity['recentSignIns'][number]['outcome'];
type Done = NonNullable<MySecurityPage['done']>;
type HowSignedIn = NonNullable<MySecurity['recentSignIns'][number]['method']>;

const done: Readonly<Record<Done, string>> = {
  'password-changed': 'Your password is changed, and no computer is trusted any more.',
  'factor-added': 'The new way to get codes works from now on.',
  'factor-removed': 'That way to get codes is removed.',
  'computer-removed': 'That computer is no longer trusted.',
  'computers-removed': 'No computer is trusted any more.',
  'session-ended': 'That session has ended.',
  'sessions-ended': 'You are signed in here and nowhere else.',
  'recovery-codes-confirmed': 'Your recovery codes work from now on. Any earlier ones do not.',
};

const outcomes: Readonly<Record<Outcome, string>> = {
  'signed-in': 'Signed in',
  'wrong-code': 'Wrong code',
  'codes-locked': 'Codes locked',
  refused: 'Refused',
};

const how: Readonly<Record<HowSignedIn, string>> = {
  password: 'Password only',
  'text-message': 'Text message',
  authenticator: 'Authenticator app',
  'recovery-code': 'Recovery code',
  'trusted-device': 'Trusted computer',
  'team-leader-pass': 'Team leader’s pass',
};

const factorPurpose: Readonly<Record<Method, string>> = {
  authenticator: 'An app on your phone shows a new code every 30 seconds. Works without a signal, and can’t be redirected.',
  'text-message': 'A code is sent to your mobile phone each time you need one.',
};

/** Words of the My security page. */
export const mySecurityEn = {
  title: 'My security',
  lead: 'What protects your account, and everything that can sign in with it.',
  working: 'Working…',
  loading: 'Fetching your security details…',
  loadingSlow: 'This is taking longer than usual. You can go on working; the page fills in when the answer comes.',
  missing: { title: 'Your security details could not be fetched', body: 'Nothing has changed. The rest of Vu Desktop works as before.' },
  done,
  twoFactorOff: {
    title: 'Two-step sign-in is turned off for your council',
    body: 'Only your password protects your account, and codes are not asked for. Staff can’t turn it on here: ask the help desk.',
  },
  factors: {
    title: 'How you get codes',
    body: 'After your password you are asked for a code from one of these.',
    bodyOff: 'Kept for when two-step sign-in is turned on again.',
    purpose: factorPurpose,
    numberEnding: (digits: string) => `Mobile number ending ${digits}`,
    added: (when: string) => `Added ${when}`,
    lastUsed: (when: string) => `last used ${when}`,
    notSetUp: 'Not set up',
    onlyOne: 'Can’t be removed: without it you could not sign in. Add another way first.',
    onlyOneOff: 'Can’t be removed: you need it to sign in once two-step sign-in is on again. Add another way first.',
    add: { authenticator: 'Link an app', 'text-message': 'Add a number' },
    replace: { authenticator: 'Link another app', 'text-message': 'Change number' },
    remove: 'Remove',
    removeNamed: { authenticator: 'Remove authenticator app', 'text-message': 'Remove text message' },
    none: 'You have no way to get codes yet.',
    noneAddable: 'Your council has not allowed any that you could add here. Ask the help desk.',
    confirmRemove: {
      authenticator: {
        title: 'Remove your authenticator app?',
        body: 'Codes from the app stop working at once, and no computer is trusted any more. You can link an app again later.',
        confirm: 'Remove authenticator app',
      },
      'text-message': {
        title: 'Remove text messages?',
        body: 'Codes are no longer sent to your number, and no computer is trusted any more. You can add a number again later.',
        confirm: 'Remove text message',
      },
    },
  },
  recovery: {
    title: 'Recovery codes',
    body: 'For when your phone is lost or flat. Each works once, in place of a code.',
    left: (count: number) => (count === 1 ? `1 of ${RECOVERY_CODES} left` : `${count} of ${RECOVERY_CODES} left`),
    noneLeft: 'No recovery codes',
    noneAdvice:
      'If you lose your phone, someone else has to let you in: the help desk or, where your council allows it, a team leader. Make a set and keep it somewhere safe.',
    fewAdvice: 'Make a new set before these run out.',
    make: 'Make recovery codes',
    makeNew: 'Make new codes',
    confirm: {
      titleFirst: 'Make recovery codes?',
      title: 'Make new recovery codes?',
      body: (left: number) =>
        left === 0
          ? `You get ${RECOVERY_CODES} codes. They are shown once, so be ready to copy, print or save them.`
          : `You get ${RECOVERY_CODES} new codes. They are shown once, so be ready to copy, print or save them. Your earlier codes work until you say that you have the new ones.`,
      confirmFirst: 'Make codes',
      confirm: 'Make new codes',
    },
    shown: {
      titleFirst: 'Your recovery codes',
      title: 'Your new recovery codes',
      body: 'They are shown this once. Keep them somewhere safe that isn’t your phone or this computer: a locked drawer or a password manager. They start to work when you finish below; earlier codes then stop.',
      bodyFirst:
        'They are shown this once. Keep them somewhere safe that isn’t your phone or this computer: a locked drawer or a password manager. They start to work when you finish below.',
      listLabel: 'Recovery codes',
      copy: 'Copy codes',
      copied: 'Copied. Paste them now where you keep them: the clipboard is emptied again shortly.',
      print: 'Print',
      save: 'Save to a file',
      saving: 'Saving…',
      file: {
        saved: 'Saved to the file. Whoever opens it can use the codes, so keep it where only you can.',
        failed: 'The file could not be written there. Choose another place, or copy or print the codes.',
      },
      clock: (clock: string) => `${clock} left to finish; after that these codes never work`,
      announcement: (minutes: number) => (minutes === 1 ? 'One minute left to finish' : `${minutes} minutes left to finish`),
      ended: `The ${ENROLMENT_MINUTES} minutes are over, so these codes don’t work. Make new ones.`,
      saved: 'I have saved these codes',
      finish: 'Finish',
      finishing: 'Turning the new codes on…',
      mustSave: 'Tick the box first: once you finish, the codes can’t be shown again.',
      printTitle: 'Vu Desktop recovery codes',
      printFor: (email: string, day: string) => `For ${email}, made ${day}. Each works once.`,
    },
  },
  computers: {
    title: 'Trusted computers',
    body: 'On these you are asked for your password but not for a code, until the time shown.',
    bodyOff: 'Kept for when two-step sign-in is turned on again: on these you will not be asked for a code then, until the time shown.',
    none: 'No computer is trusted: you are asked for a code at each sign-in.',
    noneOff: 'No computer is trusted. While two-step sign-in is turned off, none asks for a code.',
    tableLabel: 'Trusted computers',
    columns: { computer: 'Computer', lastUsed: 'Last used', until: 'Until', action: 'Action' },
    trustedFor: (application: string, when: string) => `${application}, trusted ${when}`,
    notUsed: 'not yet',
    thisComputer: 'This computer',
    remove: 'Remove',
    removeNamed: (name: string, application: string) => `Remove ${name} for ${application}`,
    removeAll: 'Remove all',
    confirmOne: {
      title: (name: string) => `Stop trusting ${name}?`,
      body: (application: string) =>
        `The next sign-in to ${application} there will ask for a code. Anyone working there now is not signed out.`,
      bodyOff: (application: string) =>
        `Once two-step sign-in is on again, the next sign-in to ${application} there will ask for a code. Nobody is signed out now.`,
      bodyHere: (application: string) => `The next sign-in to ${application} on this computer will ask for a code. You stay signed in now.`,
      confirm: 'Stop trusting it',
    },
    confirmAll: {
      title: 'Stop trusting every computer?',
      body: (count: number) =>
        count === 1
          ? 'The next sign-in there will ask for a code. You stay signed in now.'
          : `The next sign-in on each of these ${count} will ask for a code. You stay signed in now.`,
      bodyOff: 'Once two-step sign-in is on again, the next sign-in on each of them will ask for a code. You stay signed in now.',
      confirm: 'Stop trusting all',
    },
  },
  sessions: {
    title: 'Where you are signed in',
    body: 'Each place where your account is open now. End whatever you don’t know, then change your password.',
    only: 'You are signed in here and nowhere else.',
    columns: { place: 'Computer', since: 'Signed in', lastUsed: 'Last used', action: 'Action' },
    thisSession: 'This session',
    locked: 'Locked',
    end: 'End',
    endNamed: (name: string, application: string, when: string) => `End the session on ${name} in ${application}, signed in ${when}`,
    endOthers: 'End all others',
    confirmOne: {
      title: (name: string) => `End your session on ${name}?`,
      body: 'Whoever is working there is signed out within seconds, and what they hadn’t saved is lost. If the computer is trusted, the next sign-in there asks for the password only.',
      confirm: 'End it',
    },
    confirmAll: {
      title: 'End every other session?',
      body: 'Whoever is working there is signed out within seconds, and what they hadn’t saved is lost. You stay signed in here. Trusted computers stay trusted.',
      confirm: 'End all others',
    },
  },
  /** Before anything else, when the password is one that the help desk made. */
  mustChange: {
    heading: 'Choose a password of your own',
    lead: 'The one that you were given is temporary. Enter it once more, then choose one that only you know; after that everything opens.',
    current: 'Temporary password',
  },
  password: {
    title: 'Password',
    body: 'Changing it ends trust in every computer and signs you out everywhere but here.',
    lastChanged: (when: string) => `Last changed ${when}.`,
    change: 'Change password',
    current: 'Current password',
    new: 'New password',
    rulesTitle: 'A new password must',
    rules: [
      `have at least ${PASSWORD_LEAST} characters, spaces and any others included`,
      'not be one that attackers try first, such as “password1”',
      'not contain your e-mail address, nor be the one you have now',
    ],
    advice: 'Three or four words that have nothing to do with each other are strong and easy to remember.',
    save: 'Save new password',
    currentMissing: 'Enter your current password.',
    newMissing: 'Enter a new password.',
  },
  happened: {
    title: 'What happened to your account',
    body: (days: number) => `The last ${days} days, also what you have dismissed. If one of these wasn’t you, tell the help desk.`,
    none: 'Nothing that you should know of.',
    tableLabel: 'What happened to your account',
    columns: { when: 'When', what: 'What', seen: 'Dismissed' },
    notDismissed: 'Not yet',
    showAll: (count: number) => `Show all ${count}`,
  },
  recent: {
    title: 'Recent sign-ins',
    body: 'If one of these wasn’t you, change your password and tell the help desk.',
    none: 'There are no sign-ins to show yet.',
    tableLabel: 'Recent sign-ins',
    columns: { when: 'When', where: 'To', how: 'With', outcome: 'Result' },
    on: (computer: string) => `on ${computer}`,
    how,
    howUnknown: 'No code given',
    outcomes,
    showAll: (count: number) => `Show all ${count}`,
  },
};
