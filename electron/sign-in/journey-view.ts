import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { choosable, mustProve, passOffered, recoveryCodesLeft } from './journey.ts';
import type { QrPath } from './ports.ts';
import { localTime } from './server-time.ts';
import type { Common, Journey } from './state.ts';
import { grantedMeanwhile } from './team-leader-pass.ts';

/** The step of a challenge that the person is at; null while its first is still being fetched. */
export function journeyView(common: Common, journey: Journey, qr: (uri: string) => QrPath): SecondFactorScreen | null {
  const { challenge, step, problem } = journey;
  const { application, attemptsLeft } = challenge;
  const { notice } = challenge;
  const textMessagesFrom = challenge.textMessagesFrom === null ? null : Date.parse(challenge.textMessagesFrom);
  const granted = grantedMeanwhile(journey);
  const progress = {
    busy: journey.pending !== null,
    problem,
    notice,
    textMessagesFrom,
    passOffered: granted === null && passOffered(challenge),
    passGranted:
      granted === null ? null : { leaderName: granted.leaderName, until: granted.until === null ? null : localTime(common, granted.until) },
  };
  const canChooseAnother = choosable(challenge).length > 1;
  const [only, another] = challenge.methods;
  const isForced = challenge.mustEnrol && challenge.purpose !== 'add-factor' && another === undefined;
  const onlyFor = isForced ? application : null;
  const thenSetUp = mustProve(challenge) ? (only?.method ?? null) : null;
  switch (step.name) {
    case 'opening':
      return null;
    case 'proved':
      return journeyView(common, { ...step.before, pending: journey.pending }, qr);
    case 'choose-method':
      if (mustProve(challenge)) {
        return {
          name: 'prove-identity',
          ...progress,
          application,
          takes: challenge.methods.map(({ method }) => method),
          proveWith: challenge.proveWith,
          numberEnding: challenge.numberEnding,
          recoveryCodesLeft: recoveryCodesLeft(challenge),
        };
      }
      return {
        name: 'choose-method',
        ...progress,
        application,
        methods: choosable(challenge),
        mustEnrol: challenge.mustEnrol,
        numberEnding: challenge.numberEnding,
        recoveryCodesLeft: recoveryCodesLeft(challenge),
      };
    case 'phone-number':
      return { name: 'phone-number', ...progress, phoneNumber: journey.phoneNumber, onlyFor, canChooseAnother };
    case 'text-code': {
      const sent = challenge.textMessage;
      // Only a challenge whose message was sent leads here; without one there is no code to ask for.
      if (sent === null) return null;
      return {
        name: 'text-code',
        ...progress,
        application,
        numberEnding: sent.numberEnding,
        firstTime: sent.firstTime,
        codeExpiresAt: localTime(common, sent.codeExpiresAt),
        resendAt: localTime(common, sent.resendAt),
        resendsLeft: sent.resendsLeft,
        delivery: sent.delivery,
        attemptsLeft,
        canChooseAnother,
        recoveryCodesLeft: recoveryCodesLeft(challenge),
        thenSetUp,
        sends: journey.sends,
      };
    }
    case 'link-authenticator': {
      const { uri, key, issuer, account, replaces, expiresAt } = step.enrolment;
      return {
        name: 'link-authenticator',
        ...progress,
        onlyFor,
        qr: qr(uri),
        key,
        issuer,
        account,
        replaces,
        expiresAt: localTime(common, expiresAt),
        attemptsLeft,
        canChooseAnother,
        copied: step.copiedUntil !== null,
      };
    }
    case 'authenticator-code':
      return {
        name: 'authenticator-code',
        ...progress,
        application,
        attemptsLeft,
        canChooseAnother,
        recoveryCodesLeft: recoveryCodesLeft(challenge),
        thenSetUp,
      };
    case 'recovery-code':
      return { name: 'recovery-code', ...progress, attemptsLeft };
    case 'help-desk-code': {
      const [first] = challenge.methods;
      return {
        name: 'help-desk-code',
        ...progress,
        application,
        attemptsLeft,
        next: another === undefined ? (first?.method ?? null) : null,
        onlyTakes: isForced,
      };
    }
    case 'ask-team-leader':
      return { name: 'ask-team-leader', ...progress, application, ...passView(common, journey, step.limit) };
    default:
      return step satisfies never;
  }
}

type PassScreen = Extract<SecondFactorScreen, { name: 'ask-team-leader' }>;

function passView(
  common: Common,
  { challenge, pending }: Journey,
  limit: boolean,
): Pick<PassScreen, 'state' | 'number' | 'leaderName' | 'until' | 'requestedAt' | 'expiresAt'> {
  const request = challenge.passRequest;
  const expiresAt = localTime(common, challenge.expiresAt);
  // While it is asked for afresh, an earlier refusal is not the answer.
  const isAsking = request === null || (request.state === 'declined' && pending !== null);
  if (limit || isAsking) {
    return { state: limit ? 'limit' : 'asking', number: null, leaderName: null, until: null, requestedAt: null, expiresAt };
  }
  const { state, number, leaderName, until, requestedAt } = request;
  return {
    state,
    number,
    leaderName,
    until: until === null ? null : localTime(common, until),
    requestedAt: localTime(common, requestedAt),
    expiresAt,
  };
}
