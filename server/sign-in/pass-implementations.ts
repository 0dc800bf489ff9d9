import * as operations from '../../shared/sign-in/pass-operations.ts';
import type { Implementation } from '../http/implementation.ts';
import { implement } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { hoursAfter } from './instants.ts';

/** Every operation of shared/sign-in/pass-operations.ts. No policy offers a pass yet, so none is asked for or granted. */
export function passImplementations({ clock }: Services): Implementation[] {
  const none = async () => ({
    requests: [],
    grantsLeft: 0,
    passUntil: hoursAfter(clock.now(), 1).toISOString(),
    serverTime: clock.now().toISOString(),
  });
  const refuse = (code: 'method-not-allowed' | 'pass-gone' | 'not-found') => async (): Promise<never> => {
    throw new Refusal(code);
  };
  return [
    implement(operations.requestPass, 'challenge', refuse('method-not-allowed')),
    implement(operations.usePass, 'challenge', refuse('pass-gone')),
    implement(operations.listPassRequests, 'session', none),
    implement(operations.grantPass, 'session', refuse('not-found')),
    implement(operations.declinePass, 'session', refuse('not-found')),
  ];
}
