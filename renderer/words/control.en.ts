import type { Computer, TextMessageFault } from '../../shared/control/schemas.ts';
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
