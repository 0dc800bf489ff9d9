import type { Kysely } from 'kysely';
import { SETTLED_DELIVERIES } from '../../shared/sign-in/schemas.ts';
import type { AuditTrail } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { DeliveryRecorder } from './callback.ts';

/**
 * Keeps reported deliveries with the messages that they are of. Notify may report twice, late, or what was already
 * learnt by asking: only a change is kept, and recorded once.
 */
export function deliveryRecord(database: Kysely<Tables>, audit: AuditTrail): DeliveryRecorder {
  return {
    record: (notifyId, delivery) =>
      database.transaction().execute(async (transaction) => {
        const changed = await transaction
          .updateTable('sends')
          .set({ delivery })
          .where('notify_id', '=', notifyId)
          .where('delivery', '<>', delivery)
          .where('delivery', 'not in', SETTLED_DELIVERIES)
          .returning('user_id')
          .executeTakeFirst();
        if (!changed) return;
        await audit.append(transaction, {
          kind: 'text-message-delivery',
          actor: { kind: 'system' },
          userId: changed.user_id,
          application: null,
          network: null,
          reference: null,
          details: { notifyId, delivery },
        });
      }),
  };
}
