import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { connectionLimits } from '../../server/http/connection-guard.ts';
import type { BearerReader, Implementation, SessionCaller } from '../../server/http/implementation.ts';
import { implement } from '../../server/http/implementation.ts';
import { trustedProxies } from '../../server/http/proxies.ts';
import type { Limit } from '../../server/http/rate-limit.ts';
import type { ServeOptions } from '../../server/http/serve.ts';
import { serve } from '../../server/http/serve.ts';
import type { LogFields } from '../../server/log.ts';
import { silentLog } from '../../server/log.ts';
import { errorBodySchema } from '../../shared/errors.ts';
import { CHALLENGE, type Operation, operation, PUBLIC, SIGNED_IN, SIGNED_IN_OR_LOCKED, STEPPED_UP } from '../../shared/operation.ts';
import type { Permission } from '../../shared/permissions.ts';

/** The HTTP layer alone, around operations made up for the purpose, so that each of its rules is tried by itself. */

const nothing = z.strictObject({});
const base = { area: 'service', summary: 'Made up.', params: nothing, body: nothing, answer: nothing, errors: [] } as const;
export const make = (name: string, access: Operation['access']) =>
  operation({ ...base, name, method: 'POST', path: `/v1/${name}`, access });

export const open = operation({
  ...base,
  name: 'open',
  method: 'POST',
  path: '/v1/open',
  access: PUBLIC,
  body: z.strictObject({ secret: z.string() }),
});
export const look = operation({
  ...base,
  name: 'look',
  method: 'GET',
  path: '/v1/look/:id',
  access: PUBLIC,
  params: z.strictObject({ id: z.uuid() }),
});
const challenged = make('challenged', CHALLENGE);
export const signedIn = make('signedIn', SIGNED_IN);
const evenLocked = make('evenLocked', SIGNED_IN_OR_LOCKED);
const steppedUp = make('steppedUp', STEPPED_UP);
const reporting = make('reporting', {
  kind: 'session',
  application: 'control',
  permission: 'reporting',
  stepUp: false,
  whileLocked: false,
});
const broken = make('broken', PUBLIC);
const wrong = make('wrong', PUBLIC);

export const TOKEN = { challenge: 'c'.repeat(43), session: 's'.repeat(43), locked: 'l'.repeat(43), plain: 'p'.repeat(43) };
const CHALLENGE_OF = { kind: 'challenge', challengeId: 'challenge', userId: 'user' } as const;
const sessionOf = (change: Partial<SessionCaller>) => ({
  kind: 'session' as const,
  sessionId: 'session',
  userId: 'user',
  permissions: new Set<Permission>(['reporting']),
  locked: false,
  mustChangePassword: false,
  replaced: false,
  entered: new Set(['control'] as const),
  steppedUpFor: new Set(['account', 'control'] as const),
  recovered: false,
  vouchedForNewPassword: false,
  view: () => Promise.reject(new Error('nothing here looks at it')),
  ...change,
});
const SESSIONS: Readonly<Record<string, Omit<SessionCaller, 'origin'>>> = {
  [TOKEN.session]: sessionOf({}),
  [TOKEN.locked]: sessionOf({ locked: true }),
  [TOKEN.plain]: sessionOf({ permissions: new Set(), steppedUpFor: new Set() }),
};
const bearer: BearerReader = {
  whyEnded: async () => undefined,
  afterChallenge: async () => {},
  challenge: async (token, origin) => (token === TOKEN.challenge ? { ...CHALLENGE_OF, origin } : null),
  session: async (token, origin) => {
    const session = SESSIONS[token];
    return session === undefined ? null : { ...session, origin };
  },
};

export const done = async () => ({});
export const implementations = (): Implementation[] => [
  implement(open, 'public', done),
  implement(look, 'public', done),
  implement(challenged, 'challenge', done),
  implement(signedIn, 'session', done),
  implement(evenLocked, 'session', done),
  implement(steppedUp, 'session', done),
  implement(reporting, 'session', done),
  implement(broken, 'public', async () => {
    throw new Error('duplicate key (email)=(nia@porthaven.example)');
  }),
  implement(wrong, 'public', async () => ({ surplus: 'hunter22' }) as unknown as Record<string, never>),
];

interface Listening {
  readonly app: FastifyInstance;
  readonly url: string;
  readonly lines: { level: string; event: string; fields: LogFields }[];
  readonly networks: string[];
}

/** That, listening until the test is over. */
export async function listen(
  list = implementations(),
  take?: (limit: Limit) => void,
  own: Partial<Pick<ServeOptions, 'connections' | 'tls'>> = {},
): Promise<Listening> {
  const lines: Listening['lines'] = [];
  const networks: string[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      lines.push({ level, event, fields });
    };
  const app = serveMadeUp(
    list.map((each) => each.operation),
    list,
    {
      limits: {
        take: async (limit, network) => {
          networks.push(network);
          take?.(limit);
        },
        prune: async () => {},
      },
      log: { info: at('info'), warn: at('warn'), error: at('error') },
      ...own,
    },
  );
  onTestFinished(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url, lines, networks };
}

/** The HTTP layer, listening nowhere yet. Throws when operations and implementations don't fit. */
export function serveMadeUp(
  operations: readonly Operation[],
  list: readonly Implementation[],
  own: Partial<ServeOptions> = {},
): FastifyInstance {
  return serve({
    operations,
    implementations: list,
    bearer,
    limits: { take: async () => {}, prune: async () => {} },
    isTrustedProxy: trustedProxies(['127.0.0.1']) ?? (() => false),
    health: async () => ({ status: 'ready', database: 'ok', migrations: 'ok', textMessages: 'ok', because: null, clock: 'ok' }),
    log: silentLog,
    connections: connectionLimits(null, 0),
    allowance: { take: () => {} },
    tls: null,
    secure: false,
    ...own,
  });
}

/** An empty answer, or the whole of a refusal. */
const contentSchema = z.strictObject({ error: errorBodySchema.shape.error.optional() });

/** A POST with a bearer token, and what came back. */
export async function post(url: string, path: string, token?: string, body: string = '{}', headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    body,
  });
  const content = contentSchema.parse(await response.json());
  return { status: response.status, code: content.error?.code, content, headers: response.headers };
}
