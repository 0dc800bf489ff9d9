/** Words about new versions of the desktop. */
export const updatesEn = {
  ready: {
    heading: (version: string) => `Version ${version} is ready to install`,
    now: 'It takes a moment, and the desktop starts again by itself.',
    whenFree: 'It is installed only when you have signed out, so it never interrupts your work.',
    agreed: 'It will be installed when you sign out.',
    install: 'Install and start again',
    installing: 'Installing…',
    atSignOut: 'Install when I sign out',
    notAtSignOut: 'Don’t install it then',
    later: 'Not now',
  },
  installed: {
    heading: (version: string) => `The desktop is now version ${version}`,
    lead: 'What is new:',
  },
  failed: {
    heading: (version: string) => `Version ${version} could not be installed`,
    body: 'You can go on with this version. It will be tried again; if it keeps failing, tell your help desk.',
  },
  dismiss: 'Dismiss',
  /** By version, newest first: what a person notices, in their words. A release without an entry doesn't pass the tests. */
  changes: {
    '0.1.0': [
      'Signing in with a second step: a text message or an authenticator app',
      'My security: your ways to get codes, your computers and your recent sign-ins',
      'A support file for your help desk, in the Help menu',
    ],
  },
};
