import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';

/**
 * Every secret that a run used, taken from what went over the wire to and from the API and the Notify stand-in, so
 * that no test has to own up to what it typed. Kept in a file, since a runner may use several processes.
 */

const kindSchema = z.enum(['password', 'code', 'authenticator secret', 'token', 'device-trust token', 'computer token', 'phone number']);
const usedSecretSchema = z.object({ kind: kindSchema, value: z.string() });
export type UsedSecret = z.infer<typeof usedSecretSchema>;

/** What the contract calls the fields that carry one, in requests and in answers. */
const KIND_OF_FIELD: ReadonlyMap<string, UsedSecret['kind']> = new Map([
  ['password', 'password'],
  ['currentPassword', 'password'],
  ['newPassword', 'password'],
  ['code', 'code'],
  ['codes', 'code'],
  ['key', 'authenticator secret'],
  ['sessionToken', 'token'],
  ['challengeToken', 'token'],
  ['trustToken', 'device-trust token'],
  ['computerToken', 'computer token'],
  ['helpDeskCode', 'code'],
  ['phoneNumber', 'phone number'],
  ['phone_number', 'phone number'],
]);

/** Errors have codes too, but those are names. */
const WITHOUT_SECRETS = new Set(['error', 'errors']);

const BEARER = /^Bearer ([A-Za-z0-9_-]{43})$/;

function inContent(content: unknown, kind: UsedSecret['kind'] | null = null): UsedSecret[] {
  if (typeof content === 'string') return kind === null || content === '' ? [] : [{ kind, value: content }];
  if (Array.isArray(content)) return content.flatMap((each) => inContent(each, kind));
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content)
    .filter(([name]) => !WITHOUT_SECRETS.has(name))
    .flatMap(([name, value]) => inContent(value, KIND_OF_FIELD.get(name) ?? null));
}

function inBody(chunks: readonly Buffer[]): UsedSecret[] {
  try {
    return inContent(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    // A page or nothing at all: those carry none.
    return [];
  }
}

/** Hands on each chunk that a method is called with, besides what the method does. */
function listeningTo<F extends (...args: never[]) => unknown>(method: F, heard: (chunk: Buffer) => void): F {
  return new Proxy(method, {
    apply: (target, self, args: unknown[]) => {
      const [chunk] = args;
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) heard(Buffer.from(chunk));
      return Reflect.apply(target, self, args);
    },
  });
}

/** Writes what every HTTP server of this process is sent and answers, as far as it is secret, to `file`. */
export function recordUsedSecrets(file: string): void {
  const known = new Set<string>();
  const keep = (secrets: readonly UsedSecret[]): void => {
    for (const secret of secrets) {
      const line = JSON.stringify(secret);
      if (known.has(line)) continue;
      known.add(line);
      appendFileSync(file, `${line}\n`);
    }
  };
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) keep([{ kind: 'token', value: token }]);
    const sent: Buffer[] = [];
    const answered: Buffer[] = [];
    request.push = listeningTo(request.push, (chunk) => sent.push(chunk));
    response.write = listeningTo(response.write, (chunk) => answered.push(chunk));
    response.end = listeningTo(response.end, (chunk) => answered.push(chunk));
    response.once('close', () => keep([...inBody(sent), ...inBody(answered)]));
  });
}

export function readUsedSecrets(file: string): readonly UsedSecret[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const distinct = new Map(lines.map((line) => [line, usedSecretSchema.parse(JSON.parse(line))]));
  return [...distinct.values()];
}
