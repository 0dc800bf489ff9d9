import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Control, runControl } from './control.ts';
import { OUTBOX_POLICY, OUTBOX_SCRIPT, OUTBOX_STYLE, outboxMessage, outboxPage } from './outbox-page.ts';
import { notFound, Problem, plainProblem, problem } from './problem.ts';
import { type Answer, answer, isNotifyPath, type Request } from './routes.ts';
import { nowOf, type World } from './world.ts';

/** Larger than any request that Notify would take. */
const BODY_MOST_BYTES = 1024 * 1024;
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)(:\d+)?$/;

/** Answers everything that reaches the stand-in's port. Never throws. */
export function makeListener(world: World, control: Control): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    try {
      // A page elsewhere can point a name of its own at this computer; only its own names are answered.
      if (!LOOPBACK_HOST.test(request.headers.host ?? '')) throw plainProblem(421, 'Not this computer');
      const url = addressOf(request.url ?? '/', world.root);
      const body = await bodyOf(request);
      if (url.pathname === '/') response.writeHead(302, { location: '/outbox' }).end();
      else if (url.pathname.startsWith('/outbox')) outbox(world, request, url.pathname, response);
      if (url.pathname.startsWith('/control/'))
        return await controlled(control, request, url.pathname.slice('/control/'.length), body, response);
      else await notify(world, asked(request, url, body), response);
    } catch (error) {
      const refusal = error instanceof Problem ? error : problem(500, 'Exception', 'Internal server error');
      json(response, refusal.status, refusal.body, refusal.headers);
    }
  };
}

/** A path that begins with two slashes stays one, instead of being taken for another computer's name: Notify has nothing there. */
function addressOf(target: string, root: string): URL {
  return new URL(target.startsWith('/') ? `${new URL(root).origin}${target}` : target, root);
}

async function notify(world: World, request: Request, response: ServerResponse): Promise<void> {
  const fault = isNotifyPath(request.path) ? world.faults.take(request.method === 'POST' ? 'send' : 'read') : null;
  if (fault instanceof Problem) throw fault;
  if (fault) {
    if (fault.accept) answer(world, request);
    // Otherwise the connection is left open and the answer never comes.
    if (fault.answer === 'cut') response.destroy();
    return;
  }
  if (world.faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, world.faults.delayMs).unref());
  const { status, body }: Answer = answer(world, request);
  json(response, status, body);
}

function asked(request: IncomingMessage, url: URL, body: string): Request {
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    authorization: request.headers.authorization,
    body,
  };
}

function outbox(world: World, request: IncomingMessage, path: string, response: ServerResponse): void {
  const now = nowOf(world);
  const notifications = world.store.all(now);
  if (request.method !== 'GET') throw plainProblem(405, 'The method is not allowed for the requested URL.', { allow: 'GET' });
  if (path === '/outbox/page.css') text(response, 'text/css', OUTBOX_STYLE);
  else if (path === '/outbox/page.js') text(response, 'text/javascript', OUTBOX_SCRIPT);
  else if (path !== '/outbox') throw notFound();
  else if (request.headers.accept?.includes('application/json'))
    json(
      response,
      200,
      notifications.map((notification) => outboxMessage(notification, now)),
    );
  else text(response, 'text/html', outboxPage(notifications, now));
}

/** JSON only, which a page elsewhere can't send without asking first, and it will be told nothing. */
async function controlled(control: Control, request: IncomingMessage, name: string, body: string, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') throw plainProblem(405, 'The method is not allowed for the requested URL.', { allow: 'POST' });
  if (!request.headers['content-type']?.startsWith('application/json')) throw plainProblem(415, 'Send application/json');
  const status = await runControl(control, name, parsed(body));
  json(response, status, status === 200 ? { result: 'ok' } : { result: 'error' });
}

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MOST_BYTES) throw plainProblem(413, 'The data value transmitted exceeds the capacity limit.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function json(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent || response.destroyed) return;
  response
    .writeHead(status, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}

function text(response: ServerResponse, type: string, body: string): void {
  response
    .writeHead(200, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'content-security-policy': OUTBOX_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    .end(body);
}
