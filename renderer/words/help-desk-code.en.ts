import type { Method } from '../../shared/applications.ts';
import { HELP_DESK_CODE_ALPHABET, HELP_DESK_CODE_HOURS, HELP_DESK_CODE_LENGTH } from '../../shared/sign-in/limits.ts';

const FORM = `A code from the help desk has ${HELP_DESK_CODE_LENGTH} letters and digits.`;
const NOT_SENT = 'What you typed was not sent, and no try was used.';

/** Giving a code from the help desk, in English. */
export const helpDeskCodeEn = {
  heading: 'Enter a code from the help desk',
  lead: {
    authenticator: 'Before you link an app, the help desk or a manager makes sure that it’s you and reads out a code.',
    'text-message': 'Before you give a number, the help desk or a manager makes sure that it’s you and reads out a code.',
  } satisfies Record<Method, string>,
  leadEither: 'Before you set up how you get your codes, the help desk or a manager makes sure that it’s you and reads out a code.',
  label: 'Code from the help desk',
  hint: `${HELP_DESK_CODE_LENGTH} letters and digits. Capitals, spaces and dashes don’t matter.`,
  malformed: {
    length: `${FORM} ${NOT_SENT}`,
    character: (character: string) =>
      `“${character}” is never in such a code, so check for one misheard: it has only ${[...HELP_DESK_CODE_ALPHABET].join('\u00a0')}. ${NOT_SENT}`,
    absent: `There is no code in that. ${FORM} ${NOT_SENT}`,
    several: `There is more than one code in that. Enter the one that you were read last, alone. ${NOT_SENT}`,
  },
  getting: 'Don’t have a code yet?',
  gettingSteps: [
    'Ring the help desk, or ask a manager who knows you. They make the code and read it out to you.',
    `It works once, for ${HELP_DESK_CODE_HOURS} hours. If this sign-in runs out of time while you wait, start again: the code still works.`,
  ],
  why: 'What you have is not as strong as what you set up, or takes the place of something that you lost. If that were enough, anyone who took over your number could link a phone of their own.',
};
