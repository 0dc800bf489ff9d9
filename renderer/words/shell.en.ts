import type { Method } from '../../shared/applications.ts';
import type { Alert, Assurance } from '../../shared/sign-in/schemas.ts';

type AssuranceMethod = Assurance['method'];

/** What a person reads in an alert: what happened, and what to do when it wasn't them. */
export interface AlertWords {
  readonly title: (detail: string | null, method: Method | null) => string;
  readonly advice: string;
}

/** The name of a computer alone would read as the name of what was done. */
const onComputer = (computer: string | null): string => (computer === null ? '' : `, on the computer “${computer}”`);

const alerts: Readonly<Record<Alert['kind'], AlertWords>> = {
  'new-computer': {
    title: (computer) =>
      computer === null
        ? 'You were signed in on a computer not used before'
        : `You were signed in on a computer not used before, which calls itself “${computer}”`,
    advice: 'If that wasn’t you, change your password and tell the help desk now.',
  },
  'factor-added': {
    title: (computer, method) => {
      const what =
        method === 'authenticator'
          ? 'An authenticator app was linked to your account'
          : method === 'text-message'
            ? 'A phone number for your codes was added to your account'
            : 'A way to get codes was added to your account';
      return `${what}${onComputer(computer)}`;
    },
    advice:
      'If that wasn’t you, tell the help desk now, and remove it in My security. If it is the only one there, put your own in its place.',
  },
  'factor-removed': {
    title: (computer, method) => {
      const what =
        method === 'authenticator'
          ? 'Your authenticator app was removed from your account'
          : method === 'text-message'
            ? 'Your phone number for codes was removed from your account'
            : 'A way to get codes was removed from your account';
      return `${what}${onComputer(computer)}`;
    },
    advice: 'If that wasn’t you, tell the help desk now.',
  },
  'factors-reset': {
    title: () => 'An administrator reset how you get codes',
    advice: 'If you didn’t ask for this, tell the help desk now.',
  },
  'codes-locked': {
    title: () => 'Codes were locked after too many wrong ones',
    advice: 'If you didn’t enter those codes, someone may know your password: change it and tell the help desk.',
  },
  'password-changed': {
    title: () => 'Your password was changed',
    advice: 'If that wasn’t you, tell the help desk now.',
  },
  'trust-reused': {
    title: (computer) =>
      computer === null
        ? 'A trusted computer’s key was used twice, so that computer is no longer trusted'
        : `The key of the trusted computer “${computer}” was used twice, so it is no longer trusted`,
    advice: 'This can follow a restored backup. If you don’t know of one, tell the help desk.',
  },
  'recovery-code-used': {
    title: (left) => {
      if (left === null) return 'A recovery code was used to sign in';
      return `A recovery code was used to sign in. You have ${left === '0' ? 'none' : left} left`;
    },
    advice:
      'Is your phone lost, broken or new? Set it up in My security, so that you don’t need the next code, and make new codes when few are left. If that wasn’t you, tell the help desk now.',
  },
  'pass-granted': {
    title: (leader) =>
      leader === null
        ? 'A team leader let you sign in without a code'
        : `${leader} let you sign in without a code, until the end of the shift`,
    advice: 'If you didn’t ask for this, change your password and tell the help desk now.',
  },
  'pass-given': {
    title: (person) =>
      person === null
        ? 'You let a colleague sign in without a code'
        : `You let ${person} sign in without a code, until the end of the shift`,
    advice: 'If that wasn’t you, change your password and tell the help desk now.',
  },
  'help-desk-code': {
    title: (manager) =>
      manager === null ? 'The help desk gave out a code for your account' : `${manager} gave out a code for your account`,
    advice: 'If you didn’t ask for it, change your password and tell the help desk now.',
  },
  'sessions-over-limit': {
    title: (computer) =>
      computer === null
        ? 'You were signed in too many times at once, so the oldest was signed out'
        : `You were signed in too many times at once, so you were signed out of “${computer}”`,
    advice: 'If you don’t use that many computers, change your password and tell the help desk.',
  },
  'signed-out-everywhere': {
    title: (manager) => (manager === null ? 'An administrator signed you out everywhere' : `${manager} signed you out everywhere`),
    advice: 'No computer is trusted any more. If you don’t know why, ask the help desk.',
  },
  'computer-ended': {
    title: (computer) =>
      computer === null
        ? 'An administrator signed you out of a computer, and it is no longer trusted'
        : `An administrator signed you out of “${computer}”, and it is no longer trusted`,
    advice: 'If you still use that computer, ask the help desk before you sign in there again.',
  },
};

const signedInWith: Readonly<Record<AssuranceMethod, string>> = {
  password: 'Password only',
  'text-message': 'Password and a text-message code',
  authenticator: 'Password and an authenticator code',
  'recovery-code': 'Password and a recovery code',
  'trusted-device': 'Password, on a trusted computer',
  'team-leader-pass': 'Password and a team leader’s pass',
};

/** Words of the frame around the work: rail, context bar, alerts, overlay. */
export const shellEn = {
  skipToContent: 'Skip to the content',
  railLabel: 'Workspaces and your account',
  workspacesLabel: 'Workspaces',
  accountLabel: 'Your account',
  contextLabel: 'Where you are',
  mySecurity: 'My security',
  lock: 'Lock',
  switchUser: 'Switch user',
  signOut: 'Sign out',
  needsCode: 'asks for a code',
  signedInAs: 'Signed in as',
  offline: 'This computer has no network. What you have open stays as it is; anything new waits until the network is back.',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  loadFailed: {
    title: 'This page could not be shown',
    body: 'You are still signed in and nothing was lost. Show it again; if that doesn’t help, tell the help desk.',
    again: 'Show it again',
  },
  cannotRemember: {
    title: 'This computer can’t remember you',
    body: 'You are signed in as usual. The computer’s safe store for keys didn’t answer, so you will be asked for a code here next time too. If this keeps happening, tell the help desk.',
  },
  trust: {
    ends: (when: string) => `This computer is trusted only until ${when}`,
    body: 'After that you are asked for a code when you next sign in. Renew it now, over what you have open, and nothing is interrupted.',
    renew: 'Renew now',
    renewing: 'Renewing…',
    later: 'Not now',
    renewed: (when: string) => `This computer is trusted again, until ${when}`,
  },
  alerts: {
    label: 'Alerts about your account',
    kinds: alerts,
    /** In place of two or more, where the window is too low for them. */
    several: (count: number) => `${count} alerts about your account`,
    show: 'Show them',
    hide: 'Hide them',
    showMore: (count: number) => (count === 1 ? 'Show 1 more alert' : `Show ${count} more alerts`),
    /** Until when it can't be dismissed as any other. */
    stays: {
      'step-up': (until: string) => `To dismiss it here before ${until}, you are asked for a code.`,
      later: (until: string) => `It stays here until ${until}.`,
    },
    dismissNamed: (title: string) => `Dismiss: ${title}`,
    openMySecurity: 'Open My security',
  },
  signedInWith,
  dates: {
    todayAt: (time: string) => `today at ${time}`,
    yesterdayAt: (time: string) => `yesterday at ${time}`,
    dayAt: (day: string, time: string) => `${day} at ${time}`,
    today: 'today',
    yesterday: 'yesterday',
  },
};
