import { PASS_NUMBER_TRIES, PASS_REASON_LEAST, PASS_REASON_MOST, PASSES_PER_LEADER } from '../../shared/sign-in/limits.ts';
import { plural } from './formats.ts';

/** A team leader's side of passes: who waits, and letting them in or not. */
export const passesEn = {
  title: 'Colleagues without their phone',
  lead: 'They ask you to let them sign in once, without a code, until the end of the shift.',
  loading: 'Looking who is waiting…',
  none: 'Nobody is waiting. Requests show here by themselves.',
  waiting: (count: number) => plural('en', count, { one: '1 waiting', other: '# waiting' }),
  /** Said aloud when somebody begins to wait, and after the name of the workspace in the rail. */
  waitingAloud: (count: number) =>
    plural('en', count, {
      one: '1 colleague waits to be let in',
      other: '# colleagues wait to be let in',
    }),
  noGrantsLeft: `You have let in ${PASSES_PER_LEADER} colleagues in the last day, which is as many as one leader may. Another team leader can help.`,
  /** Beside each of several requests in one person’s name. */
  which: (place: number, count: number) => `Request ${place} of ${count}`,
  several: (person: string, count: number) =>
    `${count} requests wait in ${person}’s name. At most one can be theirs: ask them when and where they asked. The number on their screen fits that one alone.`,
  asked: (application: string, time: string) => `To open ${application}, asked at ${time}`,
  onKnown: (computer: string) => `On “${computer}”, where they have signed in before`,
  onUnknown: (computer: string) => `On a computer where they have never signed in before. It calls itself “${computer}”.`,
  letIn: 'Let them in…',
  /** `which` where there are several in the person’s name. */
  letInNamed: (person: string, which: string | null) => `Let them in… ${person}${which === null ? '' : `, ${which}`}`,
  decline: 'Decline',
  declineNamed: (person: string, which: string | null) => `Decline ${person}${which === null ? '' : `, ${which}`}`,
  declining: 'Declining…',
  grant: {
    heading: (person: string) => `Let ${person} in?`,
    check:
      'Only if you have seen them or know their voice, and they read out the number on their screen: a stolen password can ask as well.',
    number: 'The number on their screen',
    numberHint: 'Two digits. Only their own screen shows them, so ask.',
    numberMissing: 'Enter the two digits that they read out',
    until: (time: string) => `It works once, for this application, until ${time}.`,
    untilUnknown: 'It works once, for this application, until the end of the shift.',
    asksForCode: 'You are asked for a code of your own first.',
    reason: 'Why do you vouch for them?',
    hint: `${PASS_REASON_LEAST} to ${PASS_REASON_MOST} characters, kept for good. No phone numbers, codes or passwords.`,
    tooLong: `Say it in at most ${PASS_REASON_MOST} characters`,
    submit: (person: string) => `Let ${person} in`,
    working: 'Letting them in…',
    cancel: 'Cancel',
  },
  done: {
    granted: (person: string, time: string | null) =>
      time === null ? `You have let ${person} in. You are both told.` : `You have let ${person} in until ${time}. You are both told.`,
    declined: (person: string) => `You have declined ${person}’s request.`,
  },
  problem: (person: string) => `${person} could not be let in or declined`,
  gone: (person: string) => `${person}’s request is over`,
  goneBody: 'Another team leader answered it, or their sign-in ran out of time. They can ask again.',
  declinedByNumber: (person: string) => `${person}’s request is declined`,
  declinedByNumberBody: `There were ${PASS_NUMBER_TRIES} wrong numbers. If it was them, they can ask again.`,
  limit: (person: string) => `${person} can’t be let in this way now`,
};
