import type { Method } from '../../shared/applications.ts';
import type { Intent } from '../../shared/bridge.ts';
import { readAuthenticatorCode, readHelpDeskCode, readRecoveryCode, readTextCode } from '../../shared/sign-in/codes.ts';
import type { Attempt, Effect } from './effects.ts';
import { call } from './effects.ts';
import type { JourneyResult, Moment } from './journey.ts';
import { ask, begin, choosable, codeIsLive, goTo, hasChoice, NOTHING, on, recoveryCodesLeft } from './journey.ts';
import { localProblem } from './problem.ts';
import { localTime } from './server-time.ts';
import type { Journey } from './state.ts';
import { askTeamLeader } from './team-leader-pass.ts';
import { CLIPBOARD_CLEAR_MS, COPIED_SHOWN_MS } from './timing.ts';

/** What the person does on the way to meeting a challenge. */

function backFrom(moment: Moment, journey: Journey): JourneyResult {
  const { challenge, step } = journey;
  const toChoice = (): JourneyResult => (hasChoice(challenge) ? goTo(moment, journey, { name: 'choose-method' }) : { kind: 'left' });
  switch (step.name) {
    case 'opening':
    case 'proved':
    case 'choose-method':
      return { kind: 'left' };
    case 'text-code':
      return challenge.textMessage?.firstTime && challenge.purpose !== 'add-factor'
        ? goTo(moment, journey, { name: 'phone-number' })
        : toChoice();
    case 'phone-number':
    case 'link-authenticator':
    case 'authenticator-code':
    case 'recovery-code':
      return toChoice();
    case 'help-desk-code':
      return { kind: 'left' };
    case 'ask-team-leader':
      return goTo(moment, journey, step.from);
    default:
      return step satisfies never;
  }
}

function submitCode(moment: Moment, journey: Journey, typed: string): JourneyResult {
  const { step, token } = journey;
  const refuse = (code: 'code-missing' | 'code-malformed') => on(moment, { ...journey, problem: localProblem(code), again: null });
  const send = (code: string | null, effect: (attempt: Attempt, code: string) => Effect): JourneyResult => {
    if (typed.trim() === '') return refuse('code-missing');
    // A slip of the finger must not cost a try.
    if (code === null) return refuse('code-malformed');
    return ask(moment, { ...journey, problem: null, again: null }, (attempt) => effect(attempt, code));
  };
  switch (step.name) {
    case 'text-code':
      return send(readTextCode(typed), (attempt, code) => call(attempt, token, 'verifyTextMessage', { body: { code } }));
    case 'link-authenticator':
    case 'authenticator-code':
      return send(readAuthenticatorCode(typed), (attempt, code) => call(attempt, token, 'verifyAuthenticator', { body: { code } }));
    case 'recovery-code':
      return send(readRecoveryCode(typed), (attempt, code) => call(attempt, token, 'verifyRecoveryCode', { body: { code } }));
    case 'help-desk-code':
      return send(readHelpDeskCode(typed), (attempt, code) => call(attempt, token, 'verifyHelpDeskCode', { body: { code } }));
    case 'opening':
    case 'proved':
    case 'choose-method':
    case 'phone-number':
    case 'ask-team-leader':
      return NOTHING;
    default:
      return step satisfies never;
  }
}

function submitPhoneNumber(moment: Moment, journey: Journey, phoneNumber: string): JourneyResult {
  if (journey.step.name !== 'phone-number') return NOTHING;
  // The number was right after all, and its message is on its way.
  if (phoneNumber.trim() === journey.phoneNumber && codeIsLive(journey, moment)) return goTo(moment, journey, { name: 'text-code' });
  return ask(moment, { ...journey, problem: null, again: null, phoneNumber: phoneNumber.trim() }, (attempt) =>
    call(attempt, journey.token, 'enrolPhoneNumber', { body: { phoneNumber: phoneNumber.trim() } }),
  );
}

function resend(moment: Moment, journey: Journey): JourneyResult {
  const sent = journey.challenge.textMessage;
  if (journey.step.name !== 'text-code' || sent === null || localTime(moment, sent.resendAt) > moment.at) return NOTHING;
  return ask(moment, { ...journey, problem: null, again: { kind: 'resend' } }, (attempt) =>
    call(attempt, journey.token, 'sendTextMessage', {}),
  );
}

function choose(moment: Moment, journey: Journey, method: Method | 'recovery-code'): JourneyResult {
  if (method === 'recovery-code') {
    return recoveryCodesLeft(journey.challenge) > 0 ? goTo(moment, journey, { name: 'recovery-code' }) : NOTHING;
  }
  const offer = choosable(journey.challenge).find((candidate) => candidate.method === method);
  return offer?.available ? begin(moment, journey, offer) : NOTHING;
}

function retry(moment: Moment, journey: Journey): JourneyResult {
  const { again, problem } = journey;
  if (again?.kind === 'method') return choose(moment, journey, again.method);
  if (again?.kind === 'resend') return resend(moment, journey);
  if (again?.kind === 'pass') return askTeamLeader(moment, journey);
  // What was typed is still on the screen, to be submitted again; only the message goes.
  return problem === null ? NOTHING : on(moment, { ...journey, problem: null });
}

/** What an intent of the person's does to the journey. While an answer is awaited only `back` does anything. */
export function journeyIntent(moment: Moment, journey: Journey, intent: Intent): JourneyResult {
  if (intent.kind === 'back') return backFrom(moment, journey);
  if (journey.pending !== null) return NOTHING;
  const { step, challenge } = journey;
  switch (intent.kind) {
    case 'choose-method':
      return choose(moment, journey, intent.method);
    case 'choose-another-method':
      return step.name !== 'choose-method' && hasChoice(challenge) ? goTo(moment, journey, { name: 'choose-method' }) : NOTHING;
    case 'ask-team-leader':
      return askTeamLeader(moment, journey);
    case 'submit-phone-number':
      return submitPhoneNumber(moment, journey, intent.phoneNumber);
    case 'correct-phone-number':
      if (step.name !== 'text-code' || !challenge.textMessage?.firstTime) return NOTHING;
      return challenge.purpose === 'add-factor' ? { kind: 'new-number' } : goTo(moment, journey, { name: 'phone-number' });
    case 'resend-text-message':
      return resend(moment, journey);
    case 'submit-code':
      return submitCode(moment, journey, intent.code);
    case 'copy-authenticator-key':
      if (step.name !== 'link-authenticator') return NOTHING;
      return on(
        moment,
        { ...journey, step: { ...step, copiedUntil: moment.at + COPIED_SHOWN_MS } },
        { kind: 'copy', text: step.enrolment.key, clearAfterMs: CLIPBOARD_CLEAR_MS },
      );
    case 'retry':
      return retry(moment, journey);
    case 'dismiss-notice':
      return journey.problem === null ? NOTHING : on(moment, { ...journey, problem: null });
    default:
      return NOTHING;
  }
}
