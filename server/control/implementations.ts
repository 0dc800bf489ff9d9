import * as operations from '../../shared/control/operations.ts';
import type { Implementation } from '../http/implementation.ts';
import { implement } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';

/** Every operation of shared/control/operations.ts, made real. */
export function controlImplementations({ clock, textMessages }: Services): Implementation[] {
  return [
    implement(operations.readSignInService, 'session', async () => ({
      textMessages: textMessages.state(),
      because: null,
      since: null,
      clockAlarm: false,
      usage: { sentThisYear: 0, freeAllowance: 0, costPenceBeyond: 0, yearStarts: clock.now().toISOString() },
      serverTime: clock.now().toISOString(),
    })),
    implement(operations.listComputers, 'session', async () => ({ computers: [] })),
    implement(operations.endComputer, 'session', async () => {
      throw new Refusal('not-found');
    }),
  ];
}
