import type { ApplicationId } from '../../shared/applications.ts';
import { CHALLENGE_MINUTES } from '../../shared/sign-in/limits.ts';
import { commonEn } from './common.en.ts';
import { plural } from './formats.ts';

const nameOf = (application: ApplicationId): string => commonEn.applications[application];

/** The first start, the sign-in form, and what is beside every step, in English: the source of the catalogue. */
export const signInEn = {
  skip: 'Skip to the question',
  council: 'Sign-in for council staff',
  notice: 'From your council',
  help: {
    heading: 'Need help?',
    unknown: 'Ask your council’s IT help desk.',
    phone: 'Phone',
    email: 'E-mail',
    hours: 'Open',
    version: (version: string) => `Version ${version}`,
  },
  offline: 'No network. What you typed is kept.',
  checking: 'Checking…',
  summary: 'Two things need your attention',
  starting: { heading: 'Vu Desktop is starting' },

  connect: {
    heading: 'Connect to your council',
    lead: 'You give the address of your council’s Vu service once. We check that it answers before we save it.',
    address: 'Address of the Vu service',
    addressHint: 'Your IT help desk can tell you. It looks like https://vu.council.example',
    submit: 'Check and connect',
    checkAddress: 'Check the address letter by letter: nothing answers there.',
  },

  signIn: {
    heading: 'Sign in',
    lead: 'Next, we may ask for a code from your phone.',
    email: 'Work e-mail address',
    password: 'Password',
    application: 'What do you want to open?',
    submit: 'Sign in',
    forgotten: 'Forgotten your password?',
    changeAddress: 'Connect to another council',
    /** What an application takes, whether or not the organisation has two-step sign-in turned on today. */
    needs: {
      methods: {
        any: (application: ApplicationId) => `${nameOf(application)} takes codes from an authenticator app or a text message.`,
        authenticator: (application: ApplicationId) => `${nameOf(application)} takes codes from an authenticator app only.`,
        'text-message': (application: ApplicationId) => `${nameOf(application)} takes codes from a text message only.`,
      },
      trust: (days: number, endsAt: string | null) => {
        if (days === 0) return 'Have your phone at hand each time.';
        if (endsAt !== null) return `On a computer that you trust, it asks for one once a day: trust ends at ${endsAt}.`;
        return plural('en', days, {
          one: 'On a computer that you trust, it asks for one once a day.',
          other: 'On a computer that you trust, it asks for one every # days.',
        });
      },
    },
    reasons: {
      'signed-out': { heading: 'You have signed out', body: 'Nothing of yours is left open on this computer.' },
      'signed-out-remembered': {
        heading: 'You have signed out',
        body: 'Nothing of yours is left open on this computer. Your e-mail address stays in the form, because you chose to trust this computer.',
      },
      'session-ended': {
        heading: 'Your session has ended',
        body: 'Nobody stays signed in for longer than a working day. Sign in again to go on.',
      },
      'ended-by-administrator': {
        heading: 'An administrator ended your session',
        body: 'This computer or your account was signed out everywhere. If you don’t know why, ask the help desk before you sign in again.',
      },
      'password-changed': {
        heading: 'Your password was changed',
        body: 'That ended your other sessions. Sign in with the new one. If it wasn’t you who changed it, tell the help desk at once.',
      },
      'factor-changed': {
        heading: 'The way you get your codes was changed',
        body: 'That ended your other sessions. Sign in again. If it wasn’t you who changed it, tell the help desk at once.',
      },
      'ended-elsewhere': {
        heading: 'You were signed out from another computer',
        body: 'It was done in My security, with a code of yours. If it wasn’t you, tell the help desk at once.',
      },
      'two-factor-on': {
        heading: 'Two-step sign-in was turned on for your council',
        body: 'That ended every session that only a password had opened. Sign in again; you are then asked for a code as well.',
      },
      'challenge-expired': {
        heading: 'That took too long, so we stopped it',
        body: `To keep your account safe, a sign-in must be finished within ${CHALLENGE_MINUTES} minutes. Start again when your phone is at hand.`,
      },
      'too-many-wrong-codes': {
        heading: 'There were too many wrong codes, so we stopped that sign-in',
        body: 'Your account is safe. Sign in again to get a new code.',
      },
      'trust-ended': {
        heading: 'This computer is no longer trusted',
        body: 'Someone removed it, or your password or your settings changed. Sign in with a code; you can then trust it again.',
      },
    },
  },
};
