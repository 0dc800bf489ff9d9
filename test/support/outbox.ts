import * as z from 'zod';
import { TEXT_CODE_ALPHABET, TEXT_CODE_LENGTH } from '../../shared/sign-in/limits.ts';

const messagesSchema = z.array(z.object({ id: z.string(), to: z.string(), body: z.string(), status: z.string(), createdAt: z.string() }));
export type OutboxMessage = z.infer<typeof messagesSchema>[number];

const CODE = new RegExp(`(?<![A-Z0-9])[${TEXT_CODE_ALPHABET}]{${TEXT_CODE_LENGTH}}(?![A-Z0-9])`);

/** Numbers are compared without their spacing and country code. */
const national = (phone: string): string => phone.replace(/\D/g, '').replace(/^44/, '0');

/** What was sent to a phone or an e-mail address, newest first, as its owner would read it: from the stand-in's outbox over HTTP. */
export async function messagesTo(phone: string, notify: { readonly url: string }): Promise<readonly OutboxMessage[]> {
  const response = await fetch(`${notify.url}/outbox`, { headers: { accept: 'application/json' } });
  const messages = messagesSchema.parse(await response.json());
  return messages.filter(({ to }) => (phone.includes('@') ? to === phone : national(to) === national(phone)));
}

/** The code in a text message. */
export function codeIn({ body }: OutboxMessage): string {
  const code = CODE.exec(body)?.[0];
  if (code === undefined) throw new Error('There is no code in that text message');
  return code;
}
