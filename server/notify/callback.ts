import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Delivery } from '../../shared/sign-in/schemas.ts';
import { Refusal } from '../http/refusal.ts';
import type { NotifyLog } from './events.ts';
import { readDelivery } from './govuk-notify.ts';

/** Where Notify is told to send delivery receipts. Not an operation of the contract: its caller is Notify, not a desktop. */
export const CALLBACK_PATH = '/v1/notify/callback';
/** Shortest bearer token that is accepted. Notify's own form takes ten characters, which someone could guess at. */
export const CALLBACK_TOKEN_LEAST = 32;

/** The parts of a receipt that are wanted. The number that it also holds is not read. */
const receiptSchema = z.object({
  id: z.uuid(),
  status: z.string(),
  notification_type: z.enum(['sms', 'email']),
});

/** What becomes of what Notify reports. */
export interface DeliveryRecorder {
  /** Keeps how a message fared. An id that isn't known (any more) is nobody's mistake and changes nothing. */
  record(notifyId: string, delivery: Delivery): Promise<void>;
}

export interface CallbackOptions {
  /** The bearer token that was given to Notify together with this address. */
  readonly token: string;
  readonly recorder: DeliveryRecorder;
  readonly log: NotifyLog;
}

/**
 * Adds the receiver of Notify's delivery receipts to a server that parses JSON and answers Refusals. Notify tries again on 5xx and 429 only,
 * five times over 25 minutes, so a fault while recording is left to be a 5xx and everything else ends the matter.
 */
export function receiveCallbacks(app: FastifyInstance, { token, recorder, log }: CallbackOptions): void {
  const expected = digest(`Bearer ${token}`);
  app.post(CALLBACK_PATH, async (request, reply) => {
    // Digests, so that neither the length nor the first wrong character shows in the time taken.
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      log({ level: 'warning', event: 'callback-refused', status: 401, detail: 'the bearer token is not the one given to Notify' });
      throw new Refusal('not-signed-in');
    }
    const receipt = receiptSchema.safeParse(request.body);
    if (!receipt.success) {
      log({ level: 'warning', event: 'callback-refused', status: 400, detail: 'the body is not a delivery receipt for a message' });
      throw new Refusal('request-invalid');
    }
    // Notify reports every kind to one address. Of e-mails nobody waits to hear.
    if (receipt.data.notification_type === 'email') return reply.code(204).send();
    const delivery = readDelivery(receipt.data.status);
    if (delivery !== null) await recorder.record(receipt.data.id, delivery);
    return reply.code(204).send();
  });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
