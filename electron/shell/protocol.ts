import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { net, protocol, type Session } from 'electron';
import { BUNDLE_SCHEME, bundleFile } from './bundle-files.ts';
import { responseHeaders } from './response-headers.ts';

/** The page's own scheme, with the rights of a secure web origin and no more. Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: BUNDLE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

function refused(developmentServer: string | null): Response {
  return new Response('Not found', { status: 404, headers: responseHeaders('text/plain; charset=utf-8', developmentServer) });
}

/** Fetches what the page asks for from the development server, so that the page's origin and guards stay as they are. */
async function fromDevelopmentServer(request: Request, server: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const answer = await net.fetch(new URL(pathname + search, server).href, { headers: { accept: request.headers.get('accept') ?? '*/*' } });
  const contentType = answer.headers.get('content-type') ?? 'text/plain';
  return new Response(answer.body, { status: answer.status, headers: responseHeaders(contentType, server) });
}

/** Serves the built renderer to the window, read-only. */
export function serveBundle(session: Session, developmentServer: string | null): void {
  const root = join(__dirname, 'renderer');
  session.protocol.handle(BUNDLE_SCHEME, async (request) => {
    if (developmentServer !== null) return fromDevelopmentServer(request, developmentServer);
    const file = bundleFile(request.url, request.method, root);
    if (file === null) return refused(developmentServer);
    try {
      const content = await readFile(file.path);
      return new Response(request.method === 'HEAD' ? null : content, { headers: responseHeaders(file.contentType, developmentServer) });
    } catch {
      return refused(developmentServer);
    }
  });
}
