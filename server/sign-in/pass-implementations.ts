import * as operations from '../../shared/sign-in/pass-operations.ts';
import type { Implementation } from '../http/implementation.ts';
import { implement } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import { requestPass, usePass } from './pass.ts';
import { declinePass, grantPass, listPassRequests } from './pass-granting.ts';

/** Every operation of shared/sign-in/pass-operations.ts, made real. */
export function passImplementations(services: Services): Implementation[] {
  return [
    implement(operations.requestPass, 'challenge', (_, caller) => requestPass(services, caller)),
    implement(operations.usePass, 'challenge', (_, caller) => usePass(services, caller)),
    implement(operations.listPassRequests, 'session', (_, caller) => listPassRequests(services, caller)),
    implement(operations.grantPass, 'session', async ({ params, body }, caller) => {
      const until = await grantPass(services, caller, params.id, body);
      return { until: until.toISOString(), waiting: await listPassRequests(services, caller) };
    }),
    implement(operations.declinePass, 'session', async ({ params }, caller) => {
      await declinePass(services, caller, params.id);
      return await listPassRequests(services, caller);
    }),
  ];
}
