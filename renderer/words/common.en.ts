/** Words that every area shares. */
export const commonEn = {
  product: 'Vu Desktop',
  back: 'Back',
  close: 'Close',
  show: 'Show',
  hide: 'Hide',
  /** Begin with what is seen on the button, so that it can be asked for by voice. */
  showField: (label: string) => `Show: ${label}`,
  hideField: (label: string) => `Hide: ${label}`,
  capsLock: 'Caps lock is on',
  copy: 'Copy',
  tryAgain: 'Try again',
  error: 'Error',
  loading: 'Loading…',
  language: 'Language',
  languages: { en: 'English', cy: 'Cymraeg' },
  applications: {
    'customer-service-vu': 'Customer Service Vu',
    control: 'Control',
    'forms-portal': 'Forms Portal',
  },
  methods: { authenticator: 'Authenticator app', 'text-message': 'Text message' },
  managed: {
    by: 'Managed by your organisation',
    address: 'This computer’s connection to your council is set.',
    language: 'The language is set.',
    applications: 'What this computer can open is set.',
    trustLimited: 'How long this computer can be trusted is limited.',
    trustOff: 'This computer can’t be trusted, so it asks for a code each time.',
    fault: {
      heading: 'Settings from your organisation could not be read',
      body: 'You can go on working. Until they can be read, this computer may ask for a code each time. Tell your IT help desk.',
    },
  },
  reference: (reference: string) => `If you ask for help, quote ${reference}.`,
  fault: {
    heading: 'This window could not be shown',
    body: 'Something went wrong in Vu Desktop itself. You are still signed in if you were, and your work is kept.',
    again: 'Show it again',
  },
  refusal: {
    refused: 'That can’t be done at this point. Nothing was changed.',
    'too-fast': 'That was pressed several times in a row. Wait a moment, then try once more.',
    internal: 'Vu Desktop could not do that. Nothing that you typed is lost. Try again.',
  },
};
