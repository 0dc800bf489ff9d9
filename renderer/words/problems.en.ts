import type { PassLimit, ReasonFault } from '../../shared/errors.ts';
import {
  CHALLENGE_MINUTES,
  EMAIL_MOST,
  ENROLMENT_MINUTES,
  NEW_NUMBERS_PER_DAY,
  PASS_REASON_LEAST,
  PASS_REQUESTS_PER_DAY,
  PASS_WINDOW_DAYS,
  PASSES_PER_LEADER,
  PASSES_PER_PERSON,
  PASSWORD_LEAST,
  PASSWORD_MOST,
  RECOVERY_CODE_LENGTH,
  SEND_WINDOW_MINUTES,
  SENDS_PER_WINDOW,
  TEMPORARY_PASSWORD_DAYS,
  TEXT_CODE_LENGTH,
  TEXT_CODE_MINUTES,
  TOTP_DIGITS,
  WRONG_PASSWORDS_IN_A_ROW,
} from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';
import type { ProblemWords } from './problem-facts.ts';

/** "You have 3 tries left." and nothing where the number isn't known. */
const triesLeft = (left: number | undefined): string =>
  left === undefined ? '' : ` ${plural('en', left, { one: 'You have 1 try left.', other: 'You have # tries left.' })}`;

/** The server tells half minutes apart, up to five minutes (CLOCK_DIAGNOSIS_STEPS). */
const HALF_MINUTE_SECONDS = 30;
const WHOLE_MINUTES = ['half a minute', 'a minute', 'two minutes', 'three minutes', 'four minutes', 'five minutes'];
const AND_A_HALF = [
  'half a minute',
  'one and a half minutes',
  'two and a half minutes',
  'three and a half minutes',
  'four and a half minutes',
];

function howFar(seconds: number): string {
  const halves = Math.round(Math.abs(seconds) / HALF_MINUTE_SECONDS);
  return (halves % 2 === 0 ? WHOLE_MINUTES : AND_A_HALF)[Math.floor(halves / 2)] ?? 'several minutes';
}

const PHONE = {
  empty: 'Enter your mobile number',
  letters: 'Enter the number in digits, without letters',
  'too-short': 'That number is too short. A UK mobile number has 11 digits',
  'too-long': 'That number is too long. A UK mobile number has 11 digits',
  'not-mobile': 'That is not a mobile number. Enter a UK mobile number, which starts with 07',
  international: 'Your council sends codes to UK mobile numbers only. Enter a number that starts with 07 or +44 7',
  'not-valid': 'That number is not in use in the UK. Check each digit',
} as const;

const PASSWORD = {
  'too-short': `Use at least ${PASSWORD_LEAST} characters`,
  'too-long': `Use at most ${PASSWORD_MOST} characters`,
  common: 'That password is one of those that are guessed first, or like one. Choose another; three unrelated words work well',
  'same-as-before': 'That is your present password. Choose a different one',
  'contains-email': 'Leave your e-mail address, and any part of it, out of your password',
  'contains-name': 'Leave your name, the council’s and those of Vu out of your password',
} as const;

/** Each stands alone beside the field. */
const REASON: Readonly<Record<ReasonFault, string>> = {
  'too-short': `Say in at least ${PASS_REASON_LEAST} characters why you vouch for this person`,
  'one-word': 'Say in a few different words how you know that it is them',
  'many-lines': 'Write the reason on one line',
  number: 'The reason holds what looks like a phone number or a code. It is kept for good, so leave that out',
  code: 'The reason holds what looks like a code. It is kept for good, so leave that out',
  key: 'The reason holds what looks like a key or password. It is kept for good, so leave that out',
};

const PASS_LIMIT: Readonly<Record<PassLimit, string>> = {
  person: `They have had ${PASSES_PER_PERSON} passes in ${PASS_WINDOW_DAYS} days, which is as many as one person may. The help desk can set up another phone for them.`,
  leader: `You have given ${PASSES_PER_LEADER} passes in a day, which is as many as one leader may. Another team leader can help.`,
  requests: `There have been ${PASS_REQUESTS_PER_DAY} requests in a day, which is as many as one person may make.`,
};

export const problemsEn: ProblemWords = {
  'request-invalid': () => ({
    heading: 'The service could not read what was sent',
    body: ['Nothing was changed. Check what you typed and try again. If it happens again, this computer may need a newer Vu Desktop.'],
  }),
  'credentials-refused': () => ({
    heading: 'That e-mail address and password don’t match',
    body: ['Check both and try again. After several wrong passwords the answers take longer, to protect your account.'],
  }),
  'new-computer-code-needed': () => ({
    heading: 'This computer needs a code from the help desk',
    body: [
      'Somebody has been guessing passwords, so a computer that you have not used before needs a code as well. Ask the help desk for a “new computer” code. On a computer where you have signed in before, you need none.',
    ],
  }),
  'not-signed-in': () => ({ heading: 'You are no longer signed in', body: ['Your work is kept. Sign in again to go on.'] }),
  'challenge-gone': () => ({
    heading: 'This sign-in has run out of time',
    body: [`To keep your account safe, a sign-in must be finished within ${CHALLENGE_MINUTES} minutes. Start again with your password.`],
  }),
  'not-permitted': () => ({
    heading: 'Your account doesn’t allow that',
    body: ['Nothing was changed. If you need it for your work, ask your team leader.'],
  }),
  'application-not-permitted': () => ({
    heading: 'Your account can’t open this application',
    body: ['Choose another application, or ask your team leader for access.'],
  }),
  'temporary-password-expired': () => ({
    heading: 'Your temporary password has run out',
    body: [`It worked for ${TEMPORARY_PASSWORD_DAYS} days. Ask the help desk for a new one.`],
  }),
  'password-change-needed': () => ({
    heading: 'Choose a password of your own first',
    body: ['The one that you were given is temporary. Sign in again to change it.'],
  }),
  'second-factor-not-set-up': () => ({
    heading: 'Two-step sign-in is not set up for you',
    body: ['Your account needs it, and the help desk has to set it up.'],
  }),
  'step-up-needed': () => ({ heading: 'Confirm that it’s you first', body: ['Nothing was changed yet. Enter a code, then try again.'] }),
  'help-desk-code-needed': () => ({
    heading: 'This takes a code from the help desk',
    body: ['Nothing was changed yet. Ask the help desk or a manager for one, then try again.'],
  }),
  'not-found': () => ({ heading: 'That is no longer there', body: ['It may have been removed a moment ago, here or elsewhere.'] }),
  'method-not-allowed': () => ({
    heading: 'Codes can’t be given that way here',
    body: ['Your council’s settings don’t allow it for this application. Choose another way.'],
  }),
  'factor-exists': () => ({ heading: 'That is set up already', body: ['Use it to get a code, or remove it in My security first.'] }),
  'last-factor': () => ({
    heading: 'That is your only way to get a code',
    body: ['Without it you could not sign in. Set up another way first, then remove this one.'],
  }),
  'nothing-sent': () => ({ heading: 'No code has been sent yet', body: ['Ask for a code, then enter it here.'] }),
  'trust-not-offered': () => ({
    heading: 'This computer can’t be trusted now',
    body: ['You are signed in. You’ll be asked for a code next time.'],
  }),
  'pass-gone': () => ({
    heading: 'That pass can’t be used any more',
    body: ['It was answered by somebody else, or its time is over. Ask again, or use another way.'],
  }),
  'pass-limit': ({ passLimit }) => ({
    heading: 'No more passes can be given for now',
    body: [
      passLimit === undefined
        ? 'There is a limit for each person and each team leader. Use another way, or ask the help desk.'
        : PASS_LIMIT[passLimit],
    ],
  }),
  'pass-number-wrong': ({ attemptsLeft }) => ({
    heading:
      attemptsLeft === 0
        ? 'There were too many wrong numbers, so the request is declined'
        : `That is not the number of this request.${triesLeft(attemptsLeft)}`,
    body: ['Ask them to read out the number on their screen once more. If they can’t, it may not be them.'],
  }),
  'reason-refused': ({ reasonFault }) => ({
    heading: reasonFault === undefined ? 'Give the reason in plain words' : REASON[reasonFault],
    body: ['It is kept for good, so leave out phone numbers, codes and passwords.'],
  }),
  'code-wrong': ({ attemptsLeft, clockOffsetSeconds }) => ({
    heading:
      clockOffsetSeconds === undefined
        ? `That code is not right.${triesLeft(attemptsLeft)}`
        : `Your phone’s clock is about ${howFar(clockOffsetSeconds)} ${clockOffsetSeconds < 0 ? 'slow' : 'fast'}, so that code was for another time.${triesLeft(attemptsLeft)}`,
    body: [],
  }),
  'code-expired': () => ({ heading: `That code has run out. Codes work for ${TEXT_CODE_MINUTES} minutes. Send a new one.`, body: [] }),
  'code-used': ({ attemptsLeft }) => ({
    heading: `That code was used already. Wait for the next one.${triesLeft(attemptsLeft)}`,
    body: [],
  }),
  'enrolment-expired': () => ({
    heading: `This QR code has run out. Each works for ${ENROLMENT_MINUTES} minutes.`,
    body: ['Get a new one, and delete the entry that you made in your app.'],
  }),
  'phone-number-invalid': ({ phoneNumberFault }) => ({ heading: PHONE[phoneNumberFault ?? 'not-valid'], body: [] }),
  'password-refused': () => ({
    heading: `That password is not right. Check it and try again; after ${WRONG_PASSWORDS_IN_A_ROW} wrong ones in a row you are signed out`,
    body: [],
  }),
  'password-weak': ({ passwordFault }) => ({ heading: PASSWORD[passwordFault ?? 'too-short'], body: [] }),
  'session-locked': () => ({ heading: 'Vu Desktop is locked', body: ['Your work is kept. Unlock it with your password.'] }),
  'codes-locked': ({ retryTime }) => ({
    heading: retryTime === undefined ? 'Codes are locked for your account' : `Codes are locked for your account until ${retryTime}`,
    body: ['There were too many wrong codes. Your account and your work are safe.'],
  }),
  'resend-too-soon': ({ retryTime }) => ({
    heading: 'A code was sent a moment ago',
    body: [retryTime === undefined ? 'Wait a minute before you ask for another.' : `You can ask for another at ${retryTime}.`],
  }),
  'resend-limit': ({ retryTime }) => ({
    heading: 'No more codes can be sent for now',
    body: [
      `Up to ${SENDS_PER_WINDOW} can be sent in ${SEND_WINDOW_MINUTES} minutes. Those that have arrived still work for their ${TEXT_CODE_MINUTES} minutes.`,
      retryTime === undefined ? 'Use another way to get a code, or wait.' : `Use another way to get a code, or ask again at ${retryTime}.`,
    ],
  }),
  'text-message-limit': ({ retryTime }) => ({
    heading: 'No more codes can be sent by text message today',
    body: [
      'As many have been sent to you, or to this number, as may be in 24 hours. Those that have arrived still work for their time.',
      retryTime === undefined
        ? 'Use another way to get a code, or ask your IT help desk.'
        : `Use another way to get a code, ask your IT help desk, or try again after ${retryTime}.`,
    ],
  }),
  'new-number-limit': () => ({
    heading: `Codes have been sent to ${NEW_NUMBERS_PER_DAY} different numbers today, and to no more`,
    body: ['Enter the code that was sent to the number you gave last, give one of those numbers again, or ask your IT help desk.'],
  }),
  'too-many-requests': ({ retryTime }) => ({
    heading: 'There have been too many attempts from here',
    body: [
      retryTime === undefined
        ? 'Nothing that you typed is lost. Wait a few minutes, then try again.'
        : `Nothing that you typed is lost. Try again at ${retryTime}.`,
    ],
  }),
  internal: () => ({
    heading: 'Something went wrong in the Vu service',
    body: ['It is not your fault, and no try was used up. Nothing that you typed is lost. Try again in a minute.'],
  }),
  'text-message-unavailable': ({ retryTime }) => ({
    heading: retryTime === undefined ? 'Text messages can’t be sent at the moment' : `Text messages can’t be sent until ${retryTime}`,
    body: [
      retryTime === undefined
        ? 'The service that sends them is not working. No try was used up. Try again later.'
        : 'As many have been sent as may be in a day. No try was used up.',
    ],
  }),
  unavailable: () => ({
    heading: 'The Vu service is not ready at the moment',
    body: ['It may be restarting. Nothing that you typed is lost. Try again in a minute.'],
  }),
  offline: () => ({
    heading: 'This computer has no network',
    body: ['Nothing that you typed is lost. Check the cable or the wireless connection, then try again.'],
  }),
  'api-unreachable': () => ({
    heading: 'The Vu service can’t be reached',
    body: [
      'This computer has a network, but your council’s Vu service doesn’t answer. Nothing that you typed is lost.',
      'If you work away from the office, check that the VPN is connected. Then try again.',
    ],
  }),
  'api-timeout': () => ({
    heading: 'The Vu service took too long to answer',
    body: ['The network may be slow. Nothing that you typed is lost. Try again.'],
  }),
  'certificate-refused': () => ({
    heading: 'The Vu service could not prove that it is genuine',
    body: [
      'Its certificate is not one that this computer trusts, so nothing was sent: your password is safe.',
      'Don’t try to get round this. Tell your IT help desk.',
    ],
  }),
  'clock-wrong': () => ({
    heading: 'This computer’s clock is wrong',
    body: [
      'It differs too much from the time of the Vu service, so codes would not work. No try was used up.',
      'Set the date and time to automatic in this computer’s settings, or ask your IT help desk. Then try again.',
    ],
  }),
  'proxy-refused': () => ({
    heading: 'Your network’s proxy did not let the desktop through',
    body: [
      'A proxy stands between this computer and the Vu service. It didn’t answer, refused the connection, or wants a sign-in of its own. Nothing that you typed is lost. Tell your IT help desk.',
    ],
  }),
  'not-vu-api': () => ({
    heading: 'Something else answers at that address',
    body: [
      'There is a server there, but not a Vu service. Nothing of yours was sent.',
      'Check the address. On a public network, open a web page first: it may have a sign-in page of its own.',
    ],
  }),
  'answer-unknown': () => ({
    heading: 'Vu Desktop did not understand the answer',
    body: ['The Vu service may be newer than this Vu Desktop. Nothing that you typed is lost. Tell your IT help desk.'],
  }),
  'address-invalid': () => ({ heading: 'Enter a whole address, such as https://vu.council.example', body: [] }),
  'address-insecure': () => ({ heading: 'The address must start with https://, so that nothing can be read on the way', body: [] }),
  'code-malformed': () => ({
    heading: `That can’t be a code, so it was not sent. Text message codes have ${TEXT_CODE_LENGTH} letters and digits, app codes ${TOTP_DIGITS} digits, recovery codes ${RECOVERY_CODE_LENGTH} letters and digits.`,
    body: [],
  }),
  'email-missing': () => ({ heading: 'Enter your work e-mail address', body: [] }),
  'password-missing': () => ({ heading: 'Enter your password', body: [] }),
  'email-too-long': () => ({
    heading: `That is too long: an e-mail address has at most ${EMAIL_MOST} characters. Check what you typed or pasted`,
    body: [],
  }),
  'password-too-long': () => ({
    heading: `That is too long: a password has at most ${PASSWORD_MOST} characters. Check what you typed or pasted`,
    body: [],
  }),
  'code-missing': () => ({ heading: 'Enter the code', body: [] }),
  'reason-too-short': ({ reasonFault }) => ({ heading: REASON[reasonFault ?? 'too-short'], body: [] }),
  'passes-off': () => ({
    heading: 'Team leaders can’t let people in here any more',
    body: ['Your council’s settings have changed since you began. Choose a way to get a code, or ask the help desk.'],
  }),
  'recovery-codes-lapsed': () => ({
    heading: 'Those recovery codes were not confirmed in time',
    body: [
      `New codes must be confirmed within ${ENROLMENT_MINUTES} minutes, so they will not work: destroy any copy. If you had codes before, those still work.`,
      'Make new codes when you are ready to keep them.',
    ],
  }),
};
