import type { ApplicationId } from '../../shared/applications.ts';
import {
  ENROLMENT_MINUTES,
  PASSWORD_CODE_LENGTH,
  PASSWORD_CODE_MINUTES,
  PASSWORD_LEAST,
  RECOVERY_CODE_LENGTH,
  TEXT_CODE_ALPHABET,
  TEXT_CODE_LENGTH,
  TEXT_CODE_MINUTES,
  TOTP_DIGITS,
} from '../../shared/sign-in/limits.ts';
import { commonEn } from './common.en.ts';
import { dateOf, plural, timeOf } from './formats.ts';

const MINUTE_MS = 60_000;
const nameOf = (application: ApplicationId): string => commonEn.applications[application];
/** Why nothing was sent of what was typed as a code. `form` says what such a code looks like, `which` which of several to enter. */
const notSent = (form: string, which: string) => {
  const after = 'What you typed was not sent, and no try was used.';
  return {
    length: `${form} ${after}`,
    character: (character: string) =>
      `“${character}” is never in a code, so check for one misread: codes have only ${[...TEXT_CODE_ALPHABET].join('\u00a0')}. ${after}`,
    absent: `There is no code in that. ${form} ${after}`,
    several: `There is more than one code in that. ${which} ${after}`,
  };
};
/** To the nearest minute, since what ends does so at a whole one, and two clocks are a second apart. */
const momentOf = (at: number): string => {
  const minute = Math.round(at / MINUTE_MS) * MINUTE_MS;
  return `${timeOf(minute)} on ${dateOf(minute, 'en')}`;
};

/** The steps after the sign-in form, and the locked session, in English: the source of the catalogue. */
export const stepsEn = {
  waiting: 'Getting ready…',
  sending: 'Sending…',
  continue: 'Continue',
  anotherWay: 'Get a code another way',
  useRecoveryCode: 'Use a recovery code',
  appInstead: { use: 'Use your authenticator app', link: 'Link an authenticator app instead' },
  outage: {
    heading: (until: number | null) =>
      until === null ? 'Text messages can’t be sent at the moment' : `Text messages can’t be sent until ${momentOf(until)}`,
    maybe: 'Text messages could not be sent a little while ago',
    ways: {
      app: 'It is not your phone, and no try is used up. Use your authenticator app.',
      'link-app': 'It is not your phone, and no try is used up. Link an authenticator app now, or try again later.',
      'app-now': 'It is not your phone, and no try is used up. Your app’s code does instead.',
      others:
        'It is not your phone, and no try is used up. This screen notices when they work again; until then, use one of the other ways below.',
      none: 'It is not your phone, and no try is used up. This screen notices when they work again. If you can’t wait, ask the help desk.',
      later: 'It is not your phone, and no try is used up. Try again in a few minutes.',
      limit:
        'It is not your phone, and no try is used up: as many messages have been sent as may be in a day. If you can’t wait, ask the help desk.',
      maybe: 'They may work again: you can try one now. No try is used up if it can’t be sent.',
      'sent-code': 'A code that you have already still works for its time. No try is used up.',
    },
  },
  triesLeft: (left: number) =>
    plural('en', left, { one: 'One try left. After that you start again with your password.', other: '# tries left' }),
  timeLeft: {
    announcement: (minutes: number) => plural('en', minutes, { one: 'One minute left', other: '# minutes left' }),
  },

  chooseMethod: {
    heading: 'How do you want to get your code?',
    lead: (application: ApplicationId) => `${nameOf(application)} needs a code as well as your password.`,
    headingFirst: 'Set up how you get your codes',
    leadFirst: (application: ApplicationId) =>
      `${nameOf(application)} needs a code as well as your password. Choose one way now; it takes about two minutes, once.`,
    legend: 'Ways to get a code',
    recommended: 'Recommended',
    enrolled: 'Set up',
    notEnrolled: 'Not set up yet',
    unavailable: 'Not working at the moment',
    authenticator: 'An app on your phone shows a new code every 30 seconds. It works without a signal, and nobody can redirect it.',
    textMessage: (ending: string | null) =>
      ending === null ? 'We send a code to your mobile phone.' : `We send a code to the number ending\u00a0${ending}.`,
    textRisk: 'A text can be read by someone who takes over your number, so the app is safer.',
    recoveryCodes: (left: number) => `Use a recovery code (${plural('en', left, { one: '1 left', other: '# left' })})`,
  },

  phoneNumber: {
    heading: 'Your mobile number',
    lead: 'We’ll send a code to it now, to make sure that it’s yours. You give it only once.',
    label: 'UK mobile number',
    hint: 'With or without spaces, such as 07700 900123',
    submit: 'Send a code',
  },

  textCode: {
    heading: 'Check your phone',
    lead: (ending: string) => `We sent a code to the number ending\u00a0${ending}. It can take a minute or two to arrive.`,
    message: 'The text message',
    label: 'Code from the text message',
    hint: `${TEXT_CODE_LENGTH} letters and digits`,
    malformed: notSent(`A text message code has ${TEXT_CODE_LENGTH} letters and digits.`, 'Enter the newest one alone.'),
    clock: (clock: string) => `This code works for another ${clock}`,
    expired: `The code has run out. Codes work for ${TEXT_CODE_MINUTES} minutes.`,
    delivery: {
      accepted: 'On its way to the mobile network',
      sending: 'Sent to the mobile network',
      delivered: 'Delivered to your phone',
      'waiting-for-phone': 'Your phone seems to be off or without a signal',
      'phone-unreachable': 'Your phone is off or has no signal',
      'number-unknown': 'The network doesn’t know this number',
      failed: 'The network could not deliver the message',
    },
    deliveryBody: {
      'waiting-for-phone':
        'Turn it on or move to where there is a signal. The network goes on trying, so the message then comes by itself.',
      'phone-unreachable': 'Turn it on or move to where there is a signal, then send another code: the network has given up on this one.',
      'number-unknown': 'No message can reach it, so a new code won’t either.',
      failed: 'Send another code.',
    },
    orAnotherWay: 'Or get a code another way.',
    anotherWayInstead: 'Get a code another way instead.',
    resend: 'Send another code',
    resendAt: (clock: string) => `You can ask for another in ${clock}`,
    resendsLeft: (left: number) =>
      plural('en', left, { zero: 'No more can be sent for now', one: 'One more can be sent', other: '# more can be sent' }),
    noneLeft: 'No more can be sent for now',
    sentAgain: 'Another code is on its way. The earlier one still works for its own time.',
    correct: 'Correct the number',
    notReceived: 'Not received it?',
    notReceivedSteps: (ending: string): readonly string[] => [
      'Wait two minutes: at busy times the mobile networks are slow.',
      'Check that your phone has a signal and is not in flight mode.',
      `Check that you have the phone with the number ending\u00a0${ending}.`,
      'Look among blocked and unknown senders.',
      'Then send another code. Codes that come late still work for their own time.',
    ],
    numberChanged: 'If that is not your number any more, the help desk can change it.',
  },

  linkAuthenticator: {
    heading: 'Link your authenticator app',
    lead: 'You do this once. Afterwards the app on your phone shows your codes.',
    app: 'Which app do you have?',
    apps: { microsoft: 'Microsoft Authenticator', google: 'Google Authenticator', authy: 'Authy' },
    newEntry:
      'Your app gets a new entry, with the date and time behind your address. The one that you have stays, and works until you have entered the new one’s code; delete it then.',
    none: 'None yet? Install one from your phone’s app store; your council may have put one there already.',
    steps: {
      microsoft:
        'Open Microsoft Authenticator, choose + (Add account), then “Work or school account” and “Scan a QR code”. “Other account” does as well.',
      google: 'Open Google Authenticator, choose +, then “Scan a QR code”.',
      authy: 'Open Authy, choose + (Add account), then “Scan QR code”.',
    },
    scan: 'Point your phone at this square.',
    qr: 'QR code that links your authenticator app. If you can’t scan it, open “Can’t scan it?” for a key to type.',
    cannotScan: 'Can’t scan it? Type a key',
    typedKey: {
      microsoft: 'In the app choose “Other account (Google, Facebook, etc.)”, then “Or enter code manually”.',
      google: 'In the app choose “Enter a setup key”, and “Time based”.',
      authy: 'In the app choose “Enter key manually”.',
    },
    account: 'Account name',
    key: 'Key',
    copyKey: 'Copy the key',
    copied: 'Copied',
    enter: 'Enter the code that the app now shows.',
    label: 'Code from the app',
    hint: `${TOTP_DIGITS} digits`,
    submit: 'Link the app',
    clock: (clock: string) => `This QR code works for another ${clock}`,
    expired: `This QR code has run out. Each works for ${ENROLMENT_MINUTES} minutes.`,
    renew: 'Get a new QR code',
  },

  authenticatorCode: {
    heading: 'Enter the code from your app',
    lead: 'Open the authenticator app on your phone and read the code that it shows for your council.',
    label: 'Code from the app',
    hint: `${TOTP_DIGITS} digits. A new one comes every 30 seconds.`,
    malformed: notSent(`An app code has ${TOTP_DIGITS} digits.`, 'Enter the one for your council alone.'),
    clock: {
      heading: 'Set your phone’s clock, then use the next code',
      steps: [
        'iPhone: open Settings, General, “Date & Time”, and turn on “Set Automatically”.',
        'Android: open Settings, search for “Date and time”, and turn on the automatic time.',
        'If it is on already, turn it off and on again. Then enter the code that your app shows next.',
      ],
      otherwise: 'If you can’t change it, get a code another way or ask the help desk.',
      otherwiseAsk: 'If you can’t change it, ask the help desk.',
    },
    notWorking: 'The code is not accepted?',
    notWorkingSteps: [
      'Use the code that is on show now; one that is about to change may be too late.',
      'Check that you read the entry for your council, if the app shows several.',
      'Set your phone’s date and time to automatic: app codes depend on its clock.',
    ],
  },

  recoveryCode: {
    heading: 'Enter a recovery code',
    lead: 'Each of the codes that you saved works once. Afterwards, set up your phone again under My security.',
    label: 'Recovery code',
    hint: `${RECOVERY_CODE_LENGTH} letters and digits`,
    malformed: notSent(`A recovery code has ${RECOVERY_CODE_LENGTH} letters and digits.`, 'Enter one that you have not used yet, alone.'),
  },

  proveIdentity: {
    heading: 'First, show that it’s you',
    onlyTakes: {
      authenticator: (application: ApplicationId) =>
        `${nameOf(application)} takes codes from an authenticator app only; your council has decided that.`,
      'text-message': (application: ApplicationId) =>
        `${nameOf(application)} takes codes by text message only; your council has decided that.`,
    },
    setUpNow: 'You set that up now, in two steps.',
    now: {
      'text-message': (ending: string | null) =>
        ending === null
          ? 'We send a code to your mobile phone, and you enter it.'
          : `We send a code to the number ending\u00a0${ending}, and you enter it.`,
      authenticator: (_ending: string | null) => 'You enter a code from the authenticator app that you have.',
      'recovery-code': (_ending: string | null) => 'You enter one of the recovery codes that you saved. It lets you in at once.',
    },
    next: {
      authenticator: 'Then you link an authenticator app. That takes about two minutes, once.',
      'text-message': 'Then you give your mobile number, once, and we send a code to it.',
    },
    afterRecoveryCode: 'Then you set up your phone under My security.',
    thenSetUp: {
      authenticator: 'Then you link your authenticator app.',
      'text-message': 'Then you give your mobile number.',
    },
    start: {
      'text-message': 'Send a code',
      authenticator: 'Enter a code from the app',
      'recovery-code': 'Enter a recovery code',
    },
    unavailableBody: 'Try again later, or ask the help desk.',
    unavailableWithCodes: 'Use one of your recovery codes, or try again later.',
    cannot: {
      'text-message': 'Can’t get messages at that number?',
      authenticator: 'Don’t have that app any more?',
      'recovery-code': 'Don’t have the codes any more?',
    },
    helpDesk: 'Ask the help desk. Once they know that it’s you, they reset how you sign in, and you set it up anew when you next sign in.',
    why: 'Your password is not enough for this. If it were, anyone who had it could link a phone of their own.',
  },

  trust: {
    heading: 'Trust this computer?',
    lead: (days: number, until: number | null) =>
      until === null
        ? plural('en', days, {
            one: 'If you do, your password alone is enough here until this time tomorrow.',
            other: 'If you do, your password alone is enough here for # days.',
          })
        : `If you do, your password alone is enough here until ${momentOf(until)}.`,
    computer: 'This computer',
    application: 'Application',
    own: 'Only your own sign-in is trusted: whoever else uses this computer is asked for their own code. Do this on a computer of your council’s or your own, never on a public one.',
    end: 'You can end it at any time under My security.',
    yes: (days: number, until: number | null) =>
      until === null
        ? plural('en', days, { one: 'Trust it for a day', other: 'Trust it for # days' })
        : `Trust it until ${momentOf(until)}`,
    no: 'Ask for a code next time',
  },

  lockedOut: {
    heading: 'Codes are locked for now',
    lead: 'There were too many wrong codes for your account. If it was not you, tell the help desk: someone may know your password.',
    untilToday: (time: string) => `You can try again at ${time}`,
    untilDate: (time: string, date: string) => `You can try again at ${time} on ${date}`,
    clock: (clock: string) => `${clock} to go`,
    ended: 'You can try again now',
    administrator: 'An administrator has to unlock your account',
    administratorBody: 'Waiting doesn’t help this time. Ask the help desk, or your team leader to ask for you.',
    sooner: 'If you can’t wait, an administrator can unlock your account. Ask the help desk.',
    again: 'Sign in again',
  },

  forgottenPassword: {
    heading: 'Forgotten your password?',
    lead: 'If this is the address of your account, we e-mail you a code. Then you show a second factor and choose a new password.',
    label: 'Work e-mail address',
    submit: 'E-mail me a code',
  },
  passwordCode: {
    heading: 'Enter the code from the e-mail',
    lead: (email: string) => `If ${email} is the address of an account, a code is on its way there.`,
    label: 'Code from the e-mail',
    hint: `${PASSWORD_CODE_LENGTH} letters and digits, good for ${PASSWORD_CODE_MINUTES} minutes. Capitals, spaces and dashes don’t matter.`,
    malformed: notSent(`The code has ${PASSWORD_CODE_LENGTH} letters and digits.`, 'Enter the newest one alone.'),
    nothing: 'Nothing came?',
    nothingSteps: [
      'It can take a minute. Look among junk e-mail, and check the address above: go back to correct it or to ask for another code.',
      'Only a few codes a day are sent to one person. The help desk can also give you a temporary password.',
    ],
  },
  choosePassword: {
    heading: 'Choose a new password',
    lead: `It needs at least ${PASSWORD_LEAST} characters; three unrelated words work well. Saving it signs you out everywhere.`,
    label: 'New password',
    submit: 'Save new password',
  },
  notSetUp: {
    heading: 'Two-step sign-in is not set up for you',
    lead: 'Your account needs a way to get codes as well as a password, and the help desk has to set that up. Ask them, and tell them how you sign in.',
    what: 'You sign in as',
    again: 'Sign in as someone else',
  },

  notPermitted: {
    heading: (application: ApplicationId) => `Your account can’t open ${nameOf(application)}`,
    lead: 'Your password was right, but your account is not in a group that may open it.',
    what: 'If you need it for your work, ask your team leader to ask for it. You can still open what your account allows.',
    again: 'Choose another application',
  },

  locked: {
    heading: 'Locked',
    because: {
      asked: 'You locked Vu Desktop. Your work is as you left it.',
      idle: 'Vu Desktop locked itself because nobody used it. Your work is as you left it.',
      'computer-locked': 'Vu Desktop locked itself together with this computer. Your work is as you left it.',
    },
    signedIn: 'Signed in',
    password: 'Password',
    submit: 'Unlock',
    switchUser: 'Switch user',
    signOut: 'Sign out',
    switching: (person: string) =>
      `Someone else? Switching signs ${person} out and leaves the form empty. Trust in this computer stays as it is.`,
  },

  passwordStep: {
    heading: 'Confirm that it’s you',
    lead: 'This changes how you sign in, so enter your password again.',
    password: 'Password',
    submit: 'Confirm',
  },

  overlay: {
    accountTakesApp: 'Changes to how you sign in take the strongest code that you have. A text message won’t do: it can be redirected.',
    'step-up': 'Then what you were doing goes on.',
    'add-factor': 'Your other ways to sign in keep working until this one is confirmed.',
    'renew-trust': 'Then your trust in this computer is renewed, and your work stays as it is.',
    'enter-application': (application: ApplicationId) => `Then ${nameOf(application)} opens. What you have open now stays as it is.`,
  },
};
