import * as operations from '../../shared/control/operations.ts';
import type { SignInService } from '../../shared/control/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Implementation } from '../http/implementation.ts';
import { implement } from '../http/implementation.ts';
import { readCondition } from '../notify/condition-record.ts';
import { readBudget } from '../notify/text-budget.ts';
import { readUsage } from '../notify/usage.ts';
import type { Services } from '../services.ts';
import { endComputer, listComputers } from '../sign-in/computers.ts';
import { endAllOfPerson } from './end-person.ts';
import { giveHelpDeskCode } from './help-desk-codes.ts';

/** Every operation of shared/control/operations.ts, made real. */
export function controlImplementations(services: Services): Implementation[] {
  const { database, clock } = services;
  return [
    implement(operations.readSignInService, 'session', () => readSignInService(services)),
    implement(operations.listComputers, 'session', async () => ({ computers: await listComputers(database, clock.now()) })),
    implement(operations.endComputer, 'session', ({ params }, caller) => {
      const frame = { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: null } as const;
      return endComputer(services, params.deviceId, frame, clock.now());
    }),
    implement(operations.endPerson, 'session', ({ body }, caller) => endAllOfPerson(services, caller, body)),
    implement(operations.issueHelpDeskCode, 'session', ({ body }, caller) => giveHelpDeskCode(services, caller, body)),
  ];
}

async function readSignInService({ database, clock }: Services): Promise<SignInService> {
  const now = clock.now();
  const { because, since, clockAlarm } = await readCondition(database);
  return {
    textMessages: because === null ? 'ok' : 'failing',
    because,
    since: since?.toISOString() ?? null,
    clockAlarm,
    usage: await readUsage(database, now),
    budget: await readBudget(database, now),
    serverTime: now.toISOString(),
  };
}
