import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Fastify from 'fastify';
import type { Operation } from '../../shared/operation.ts';
import { COMMON_ERRORS, INPUT_AGE_HEADER } from '../../shared/operation.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Log } from '../log.ts';
import { accessErrors, admit, bearerToken, inputAgeOf } from './access.ts';
import { newReference, SECURITY_HEADERS, STRICT_TRANSPORT, sendError } from './answers.ts';
import type { CallAllowance } from './call-allowance.ts';
import type { ProxyTest } from './client-address.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { ConnectionGuard, ConnectionLimits } from './connection-guard.ts';
import { guardConnections } from './connection-guard.ts';
import { describeFault } from './faults.ts';
import type { Health } from './health.ts';
import type { BearerReader, Implementation, Origin } from './implementation.ts';
import { openApiDocument } from './openapi.ts';
import type { RateLimit } from './rate-limit.ts';
import { ANYBODYS_LIMIT } from './rate-limit.ts';
import { REFERENCE_PAGE_POLICY, referencePage } from './reference-page.ts';
import { Refusal } from './refusal.ts';

/** The largest body that the contract allows is a password of 256 characters with its company: 16 kB is plenty. */
export const BODY_MOST_BYTES = 16 * 1024;
/** A request must have arrived whole within this, so that slow ones can't hold connections; and so must a TLS handshake. */
const REQUEST_MILLISECONDS = 10_000;
/** How often Node looks for those that haven't. By itself it would every 30 seconds, and so be up to 30 seconds late. */
const CHECKING_MILLISECONDS = 500;
/** A connection on which nothing moves for so long isn't waiting for us any more: no answer takes half of it. */
const SILENCE_MILLISECONDS = 60_000;
/** How long a connection that was refused may take to read why. */
const LAST_WORDS_MILLISECONDS = 1_000;
/** Longer than a desktop's pause between two steps of a sign-in, so that it keeps its connection. */
const KEEP_ALIVE_MILLISECONDS = 75_000;
/** The longest path parameter of the contract is 64 characters. */
const PARAMETER_MOST = 100;

export interface ServeOptions {
  readonly operations: readonly Operation[];
  readonly implementations: readonly Implementation[];
  readonly bearer: BearerReader;
  readonly limits: RateLimit;
  readonly isTrustedProxy: ProxyTest;
  readonly health: Health;
  readonly log: Log;
  readonly connections: ConnectionLimits;
  /** Of those who are known by their token. */
  readonly allowance: CallAllowance;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** True when people reach this over TLS, here or at a proxy. */
  readonly secure: boolean;
}

/**
 * The HTTP side of the contract. What is listening on it, and where, is the caller's.
 * @throws Error when an operation has no implementation, or more than one, or one is not in the contract
 */
export function serve(options: ServeOptions): FastifyInstance {
  matchImplementations(options.operations, options.implementations);
  const headersOf = (id: string) => ({
    ...SECURITY_HEADERS,
    'x-request-id': id,
    ...(options.secure && { 'strict-transport-security': STRICT_TRANSPORT }),
  });
  const arriving = {
    connectionsCheckingInterval: CHECKING_MILLISECONDS,
    requestTimeout: REQUEST_MILLISECONDS,
    // Of two different ones Node takes the shorter for the headers, and would wait for a body as long as the longer says.
    headersTimeout: REQUEST_MILLISECONDS,
  };
  const tls = options.tls && { ...options.tls, minVersion: 'TLSv1.2' as const, handshakeTimeout: REQUEST_MILLISECONDS };
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_MOST_BYTES,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: SILENCE_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    // Believed only by client-address.ts.
    trustProxy: false,
    requestIdHeader: false,
    genReqId: newReference,
    return503OnClosing: false,
    // As GET, with the same access and the same limits: what watches over the API asks so.
    exposeHeadRoutes: true,
    // An address that can't be read comes here without passing the hooks.
    frameworkErrors: (_error, request, reply) => {
      sendError(reply.headers(headersOf(request.id)), request.id, 'request-invalid');
    },
    clientErrorHandler: refuseConnection,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PARAMETER_MOST },
    ...(tls ? { https: { ...arriving, ...tls } } : { http: arriving }),
  }) as FastifyInstance;
  const guard = guardConnections(app.server, options.connections, options.isTrustedProxy, options.log);
  app.addHook('preClose', async () => guard.close());

  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // A client that always sends the header may have nothing to say.
    if (body === '') done(null, undefined);
    else parseJson(request, String(body), done);
  });

  const origins = new WeakMap<FastifyRequest, Origin>();
  const originOf = (request: FastifyRequest): Origin => {
    const known = origins.get(request) ?? readOrigin(request, options.isTrustedProxy);
    origins.set(request, known);
    return known;
  };
  app.addHook('onRequest', async (request, reply) => {
    // Now, since a connection that is gone by the end has no address any more.
    originOf(request);
    reply.headers(headersOf(request.id));
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route as declared and not the URL, which can hold ids; no header, no body, no query.
    options.log.info('request', {
      reference: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      network: originOf(request).network,
    });
  });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options.log));
  app.setNotFoundHandler((request, reply) => sendError(reply, request.id, 'not-found'));

  for (const implementation of options.implementations) route(app, implementation, options, originOf, guard);
  documents(app, options);
  return app;
}

/** What is no HTTP, or doesn't arrive, gets the shortest answer there is, and then its descriptor back is ours, whatever the client does. */
function refuseConnection(error: Error, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const late = 'code' in error && error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = late ? '408 Request Timeout' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
  // Nor does it have to take the answer.
  setTimeout(() => socket.destroy(), LAST_WORDS_MILLISECONDS).unref();
}

function matchImplementations(operations: readonly Operation[], implementations: readonly Implementation[]): void {
  for (const operation of operations) {
    const found = implementations.filter((each) => each.operation === operation).length;
    if (found !== 1) throw new Error(`operation ${operation.name} has ${found} implementations`);
  }
  for (const { operation } of implementations) {
    if (!operations.includes(operation)) throw new Error(`${operation.name} is implemented but not in the contract`);
  }
}

function readOrigin(request: FastifyRequest, isTrusted: ProxyTest): Origin {
  const header = request.headers['x-forwarded-for'];
  const forwardedFor = Array.isArray(header) ? header.join(',') : header;
  const { socket } = request;
  return {
    network: networkOf(clientAddress(socket.remoteAddress, forwardedFor, isTrusted)),
    reference: request.id,
    connection: socket,
  };
}

function route(
  app: FastifyInstance,
  { operation, run }: Implementation,
  options: ServeOptions,
  originOf: (request: FastifyRequest) => Origin,
  guard: ConnectionGuard,
): void {
  const declared = new Set([...operation.errors, ...COMMON_ERRORS, ...accessErrors(operation)]);
  app.route({
    method: operation.method,
    url: operation.path,
    handler: async (request, reply) => {
      const origin = originOf(request);
      // Who is calling comes first: a stranger learns nothing about what would have fitted.
      const inputAge = operation.access.kind === 'session' ? inputAgeOf(request.headers[INPUT_AGE_HEADER]) : null;
      const token = bearerToken(request.headers.authorization);
      const caller = await admit(operation, token, origin, options.bearer, inputAge);
      if (caller.kind !== 'public') {
        guard.vouch(request.socket);
        options.allowance.take(caller.kind, caller.kind === 'session' ? caller.sessionId : caller.challengeId);
      }
      // No operation has a query; one that arrives may hold a token that would end up in some proxy's log.
      if (Object.keys(request.query ?? {}).length > 0) throw new Refusal('request-invalid');
      const params = operation.params.safeParse(request.params);
      const body = operation.body.safeParse(request.body ?? {});
      if (!params.success || !body.success) throw new Refusal('request-invalid');
      // What can't be anything costs nothing, and is nobody's allowance.
      if (operation.access.kind === 'public' && operation.access.counted === 'by-network') {
        await options.limits.take(ANYBODYS_LIMIT, origin.network);
      }
      let answer: unknown;
      try {
        answer = await run({ params: params.data, body: body.data }, caller);
      } catch (error) {
        if (error instanceof Refusal && !declared.has(error.code)) {
          options.log.error('refusal-not-declared', { operation: operation.name, code: error.code, reference: request.id });
        }
        throw error;
      }
      const checked = operation.answer.safeParse(answer);
      if (!checked.success) {
        options.log.error('answer-invalid', { operation: operation.name, reference: request.id, ...describeFault(checked.error) });
        return sendError(reply, request.id, 'internal');
      }
      return reply.send(checked.data);
    },
  });
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof Refusal) return sendError(reply, request.id, error.code, error.details);
  if (isDatabaseAway(error)) {
    log.error('database-away', { reference: request.id, ...describeFault(error) });
    return sendError(reply, request.id, 'unavailable');
  }
  // Fastify's own: malformed JSON, a body that is too large or of another type.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
    return sendError(reply, request.id, 'request-invalid');
  }
  log.error('fault', { reference: request.id, ...describeFault(error) });
  return sendError(reply, request.id, 'internal');
}

function documents(app: FastifyInstance, { operations, health }: ServeOptions): void {
  // Made once: the contract doesn't change while this runs.
  const openApi = JSON.stringify(openApiDocument(operations));
  const page = referencePage(operations);
  app.get('/v1/openapi.json', (_request, reply) => reply.type('application/json').send(openApi));
  app.get('/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', REFERENCE_PAGE_POLICY).send(page),
  );
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const state = await health();
    return reply.code(state.status === 'ready' ? 200 : 503).send(state);
  });
}
