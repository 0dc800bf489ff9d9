import type { Computer, TextMessageFault } from '../../shared/control/schemas.ts';
import { PASS_REASON_MOST } from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';

const because: Readonly<Record<TextMessageFault, string>> = {
  'no-answer': 'GOV.UK Notify doesn’t answer.',
  'server-error': 'GOV.UK Notify answers with an error of its own.',
  'daily-limit': 'The day’s limit of the Notify service is used up. It starts anew at midnight, UTC.',
  'refused-key': 'GOV.UK Notify refuses the API key. The help desk has to replace it.',
  clock: 'GOV.UK Notify says that the server’s clock is wrong.',
  misconfigured: 'GOV.UK Notify refuses what it is sent: the template or the settings. The help desk has to look.',
};

const platforms: Readonly<Record<NonNullable<Computer['platform']>, string>> = {
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
  other: 'Another system',
};

/** Words of what Control shows of sign-in: its service, and the computers that people sign in on. */
export const controlEn = {
  refresh: 'Read again',
  reading: 'Reading…',
  asOf: (when: string) => `As it was ${when}`,
  service: {
    title: 'Sign-in service',
    loading: 'Reading how sign-in is doing…',
    missing: 'How sign-in is doing is not known now.',
    textMessages: 'Text messages',
    states: { ok: 'Working', failing: 'Failing' },
    because,
    since: (when: string) => `Since ${when}. Whoever has an authenticator app is asked for that; nobody loses a try.`,
    clock: 'Server’s clock',
    clockOk: 'Right',
    clockAlarm: 'Wrong',
    clockAlarmBody: 'Codes from authenticator apps may fail as well. The help desk has to set the server’s clock now.',
    sent: 'Texts sent this year',
    sentOf: (sent: string, allowance: string) => `${sent} of ${allowance} free`,
    yearStarts: (day: string) => `The year began on ${day}`,
    today: 'Texts sent today',
    todayOf: (sent: string, most: string) => `${sent} of at most ${most}`,
    budgets: {
      ok: null as string | null,
      near: 'Nearly used up. The help desk can raise it; if it is more than usual, somebody may be trying passwords that they have.',
      spent: 'Used up: no codes go by text message until midnight, unless the help desk raises it. Authenticator apps work.',
    },
    cost: 'Cost beyond the free texts',
    costNone: 'None so far',
    costWithoutVat: (pounds: string) => `${pounds} without VAT`,
  },
  helpDeskCodes: {
    title: 'Codes for colleagues',
    lead: 'Somebody who sets up a stronger way to get codes, or lost theirs, or signs in on a new computer while their account is being guessed at, needs a code from you. Make one only once you are sure who they are: ring them on a number that you know, or see them.',
    email: 'Their work e-mail address',
    emailHint: 'The whole of it; nobody is looked up by a part of it',
    emailMissing: 'Enter their e-mail address',
    notFound: 'Nobody has that address. Check how it is written.',
    own: 'You can’t make a code for yourself. Ask another manager, or the help desk.',
    legend: 'What it is for',
    purposes: {
      enrol: { label: 'Setting up how they get codes', text: 'An app beside a number, or in place of a phone that is gone.' },
      'new-computer': { label: 'Signing in on a new computer', text: 'When they are told that the account takes such a code.' },
    },
    reason: 'Why, and how you know that it’s them',
    reasonHint: 'It is kept with your name. No phone numbers and no codes.',
    tooLong: `Say it in at most ${PASS_REASON_MOST} characters.`,
    submit: 'Make a code',
    working: 'Making it…',
    made: (person: string) => `A code for ${person}`,
    readOut: 'Read it out to them now. It is not shown again.',
    until: (when: string) => `It works once, until ${when}. They are told that you gave it out.`,
    away: 'Put it away',
  },
  computers: {
    title: 'Computers',
    lead: 'Where people of your council sign in. Ending everything on one is for a computer that is lost, stolen or left open.',
    loading: 'Reading the computers…',
    missing: 'The computers are not known now.',
    none: 'Nobody has signed in on a computer yet.',
    columns: { computer: 'Computer', people: 'People', signedIn: 'Signed in', trusted: 'Trusted', lastSeen: 'Last used', action: 'Action' },
    platforms,
    platformUnknown: 'System not known',
    thisComputer: 'This computer',
    end: 'End everything',
    endNamed: (name: string) => `End everything on ${name}`,
    ending: 'Ending…',
    confirm: {
      title: (name: string) => `End everything on ${name}?`,
      body: (signedIn: number) =>
        `${
          signedIn === 0
            ? 'Nobody is signed in there now'
            : plural('en', signedIn, {
                one: 'The one session that is going on there ends at once',
                other: 'The # sessions that are going on there end at once',
              })
        }, and nobody’s trust in it counts any more. Each of them is told. If it is the computer before you, that includes you.`,
      confirm: 'End everything on it',
      cancel: 'Cancel',
    },
    done: (name: string) => `Everything on ${name} is ended`,
    doneBody: (sessions: number, trusts: number, people: number) =>
      `Signed out: ${sessions}. Trust ended: ${trusts}. People told: ${people}.`,
  },
};
