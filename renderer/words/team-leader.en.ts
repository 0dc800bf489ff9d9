import type { ApplicationId } from '../../shared/applications.ts';
import { PASS_REQUESTS_PER_DAY, PASS_WINDOW_DAYS, PASSES_PER_PERSON } from '../../shared/sign-in/limits.ts';
import { commonEn } from './common.en.ts';

const nameOf = (application: ApplicationId): string => commonEn.applications[application];

/** Asking a team leader for a pass, in English. */
export const teamLeaderEn = {
  ask: 'Ask a team leader',
  heading: 'Ask a team leader',
  lead: (application: ApplicationId) =>
    `Someone who knows you can let you sign in to ${nameOf(application)} once, without a code, until the end of the shift.`,
  asking: 'Asking your team leaders…',
  waiting: {
    heading: 'Your request is with the team leaders',
    body: (number: number) =>
      `Tell one of them yourself, in person or by phone, with your number ${number}: they only let in people they recognise, and only this number. As soon as one does, this goes on by itself.`,
  },
  granted: {
    heading: (leader: string | null) => (leader === null ? 'A team leader has let you in' : `${leader} has let you in`),
    body: (time: string | null) =>
      time === null ? 'You are being signed in…' : `You are being signed in. This sign-in ends at ${time}, with the shift.`,
  },
  meanwhile: {
    body: (time: string | null) =>
      time === null ? 'You can sign in without a code.' : `You can sign in without a code, until ${time}, when the shift ends.`,
    go: 'Sign in now',
  },
  declined: {
    heading: (leader: string | null) => (leader === null ? 'Your request can’t be used' : `${leader} has declined your request`),
    body: 'Talk to them, then ask once more if they agree. Or get a code another way.',
  },
  limit: {
    heading: 'You can’t ask a team leader any more for now',
    body: `There can be ${PASSES_PER_PERSON} of these sign-ins in ${PASS_WINDOW_DAYS} days and ${PASS_REQUESTS_PER_DAY} requests a day. The help desk can set up another phone for you.`,
  },
  number: 'Your number',
  application: 'Application',
  asked: 'Asked at',
  clock: (clock: string) => `This sign-in waits for another ${clock}`,
  ended: 'This sign-in has run out of time. Start again with your password.',
  again: 'Ask once more',
};
