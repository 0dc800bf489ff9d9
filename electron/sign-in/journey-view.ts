import type { SecondFactorScreen } from '../../shared/sign-in/screens.ts';
import { choosable, recoveryCodesLeft } from './journey.ts';
import type { QrPath } from './ports.ts';
import { localTime } from './server-time.ts';
import type { Common, Journey } from './state.ts';

/** The step of a challenge that the person is at; null while its first is still being fetched. */
export function journeyView(common: Common, journey: Journey, qr: (uri: string) => QrPath): SecondFactorScreen | null {
  const { challenge, step, problem } = journey;
  const { application, attemptsLeft } = challenge;
  const busy = journey.pending !== null;
  const canChooseAnother = choosable(challenge).length > 1;
  switch (step.name) {
    case 'opening':
      return null;
    case 'choose-method':
      return {
        name: 'choose-method',
        busy,
        problem,
        application,
        methods: choosable(challenge),
        mustEnrol: challenge.mustEnrol,
        numberEnding: challenge.numberEnding,
        recoveryCodesLeft: recoveryCodesLeft(challenge),
      };
    case 'phone-number':
      return { name: 'phone-number', busy, problem, phoneNumber: journey.phoneNumber, canChooseAnother };
    case 'text-code': {
      const sent = challenge.textMessage;
      // Only a challenge whose message was sent leads here; without one there is no code to ask for.
      if (sent === null) return null;
      return {
        name: 'text-code',
        busy,
        problem,
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
        sends: journey.sends,
      };
    }
    case 'link-authenticator': {
      const { uri, key, issuer, account, expiresAt } = step.enrolment;
      return {
        name: 'link-authenticator',
        busy,
        problem,
        qr: qr(uri),
        key,
        issuer,
        account,
        expiresAt: localTime(common, expiresAt),
        attemptsLeft,
        canChooseAnother,
        copied: step.copiedUntil !== null,
      };
    }
    case 'authenticator-code':
      return {
        name: 'authenticator-code',
        busy,
        problem,
        application,
        attemptsLeft,
        canChooseAnother,
        recoveryCodesLeft: recoveryCodesLeft(challenge),
      };
    case 'recovery-code':
      return { name: 'recovery-code', busy, problem, attemptsLeft };
    default:
      return step satisfies never;
  }
}
