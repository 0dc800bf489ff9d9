import { notificationAnswer, templateAnswer } from './answers.ts';
import { authenticate, type Caller } from './jwt.ts';
import { badRequest, methodNotAllowed, noResult, notFound } from './problem.ts';
import { readJson, readListRequest, readPathId, readPreviewRequest, readTemplatesRequest } from './schema.ts';
import { preview, send } from './sending.ts';
import { matchesStatus, PAGE_SIZE, standing, typeOf } from './store.ts';
import { latest, type Template } from './templates.ts';
import { nowOf, type World } from './world.ts';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly run: (world: World, caller: Caller, request: Request, parts: readonly string[]) => Answer;
}

const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/v2\/notifications\/([^/]+)$/,
    run: (world, caller, request, [type = '']) => created(send(world, caller, type, request.body)),
  },
  { method: 'GET', path: /^\/v2\/notifications\/([^/]+)$/, run: (world, caller, _, [id = '']) => ok(readOne(world, caller, id)) },
  { method: 'GET', path: /^\/v2\/notifications\/([^/]+)\/pdf$/, run: (world, caller, _, [id = '']) => pdf(world, caller, id) },
  { method: 'GET', path: /^\/v2\/notifications$/, run: (world, caller, request) => ok(list(world, caller, request)) },
  { method: 'GET', path: /^\/v2\/template\/([^/]+)$/, run: (world, _, __, [id = '']) => ok(readTemplate(world, id)) },
  {
    method: 'GET',
    path: /^\/v2\/template\/([^/]+)\/version\/([0-9]+)$/,
    run: (world, _, __, [id = '', version = '']) => ok(readTemplate(world, id, Number(version))),
  },
  {
    method: 'POST',
    path: /^\/v2\/template\/([^/]+)\/preview$/,
    run: (world, _, request, [id = '']) => ok(previewTemplate(world, id, request.body)),
  },
  { method: 'GET', path: /^\/v2\/templates$/, run: (world, _, request) => ok(listTemplates(world, request.query)) },
];

/** Whether a path is one of Notify's own, as opposed to the stand-in's. */
export function isNotifyPath(path: string): boolean {
  return ROUTES.some((route) => route.path.test(path));
}

/**
 * Answers a request as Notify would. Who is asking is checked before anything else, but after whether there is anything
 * at that address.
 * @throws Problem
 */
export function answer(world: World, request: Request): Answer {
  const matching = ROUTES.filter((route) => route.path.test(request.path));
  if (matching.length === 0) throw notFound();
  const route = matching.find((candidate) => candidate.method === request.method);
  if (!route) throw methodNotAllowed(['HEAD', 'OPTIONS', ...matching.map((candidate) => candidate.method)].sort());
  const now = world.tokenClock.now().getTime() + world.faults.skewSeconds * 1000;
  const caller = authenticate(request.authorization, world.services, now);
  const parts = route.path.exec(request.path)?.slice(1) ?? [];
  return route.run(world, caller, request, parts);
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const created = (body: unknown): Answer => ({ status: 201, body });

function readOne(world: World, caller: Caller, id: string): Record<string, unknown> {
  const now = nowOf(world);
  const notification = world.store.find(readPathId('notification_id', id), now);
  if (!notification || notification.serviceId !== caller.service.id) throw noResult();
  return notificationAnswer(notification, world.root, now);
}

function pdf(world: World, caller: Caller, id: string): Answer {
  readOne(world, caller, id);
  throw badRequest('Notification is not a letter');
}

/** Only what the same type of key sent, newest first, a page at a time. */
function list(world: World, caller: Caller, request: Request): Record<string, unknown> {
  const asked = readListRequest(request.query);
  const now = nowOf(world);
  const all = world.store.all(now);
  const before = asked.olderThan === null ? Number.POSITIVE_INFINITY : all.find((candidate) => candidate.id === asked.olderThan)?.createdAt;
  const page = all
    .filter(
      (candidate) =>
        candidate.serviceId === caller.service.id &&
        candidate.keyType === caller.key.type &&
        // Older than a message that isn't there: nothing is.
        before !== undefined &&
        candidate.createdAt < before &&
        (asked.reference === null || candidate.reference === asked.reference) &&
        (asked.types.length === 0 || asked.types.includes(typeOf(candidate))) &&
        matchesStatus(standing(candidate, now).status, asked.statuses),
    )
    .slice(0, PAGE_SIZE);
  const last = page.at(-1);
  const address = (query: URLSearchParams): string => `${world.root}v2/notifications${query.size > 0 ? `?${query}` : ''}`;
  const next = new URLSearchParams(request.query);
  if (last) next.set('older_than', last.id);
  return {
    notifications: page.map((notification) => notificationAnswer(notification, world.root, now)),
    links: { current: address(request.query), ...(last ? { next: address(next) } : {}) },
  };
}

function findTemplate(world: World, id: string): Template {
  const template = world.templates.get(readPathId('id', id));
  if (!template) throw noResult();
  return template;
}

function readTemplate(world: World, id: string, version?: number): Record<string, unknown> {
  const template = findTemplate(world, id);
  // Version 0 is taken for none, as in the real service.
  const wanted = version ? template.versions.find((candidate) => candidate.version === version) : latest(template);
  if (!wanted) throw noResult();
  return templateAnswer(template, wanted);
}

function previewTemplate(world: World, id: string, body: string): Record<string, unknown> {
  const personalisation = readPreviewRequest(body === '' ? {} : readJson(body));
  return preview(findTemplate(world, id), personalisation);
}

function listTemplates(world: World, query: URLSearchParams): Record<string, unknown> {
  const { type } = readTemplatesRequest(query);
  const templates = [...world.templates.values()].filter((template) => !template.archived && (type === null || template.type === type));
  return { templates: templates.map((template) => templateAnswer(template, latest(template))) };
}
