import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { net, type ProtocolResponse, protocol, type Session } from 'electron';
import { BUNDLE_SCHEME, bundleFile } from './bundle-files.ts';
import { responseHeaders } from './response-headers.ts';

/** The page's own scheme, with the rights of a secure web origin and no more. Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: BUNDLE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

const NOT_FOUND = 404;

function answer(contentType: string, data: Buffer, developmentServer: string | null, statusCode = 200): ProtocolResponse {
  const [mimeType = contentType] = contentType.split(';', 1);
  return { statusCode, mimeType, charset: 'utf-8', headers: responseHeaders(contentType, developmentServer), data };
}

function notFound(developmentServer: string | null): ProtocolResponse {
  return answer('text/plain; charset=utf-8', Buffer.from('Not found'), developmentServer, NOT_FOUND);
}

/** Fetches what the page asks for from the development server, so that the page's origin and guards stay as they are. */
async function fromDevelopmentServer(address: string, server: string): Promise<ProtocolResponse> {
  const { pathname, search } = new URL(address);
  const fetched = await net.fetch(new URL(pathname + search, server).href);
  const contentType = fetched.headers.get('content-type') ?? 'text/plain';
  return answer(contentType, Buffer.from(await fetched.arrayBuffer()), server, fetched.status);
}

/**
 * Serves the built renderer to the window, read-only. Resolves when something is first asked for: the page's process is
 * then on its way, and main has nothing to do for a while.
 *
 * By `registerBufferProtocol` and reading at once, although both have newer siblings: `protocol.handle` makes a
 * `Request`, whose first use loads Node's whole fetch, and that alone kept the page waiting for 70 to 200 ms (measured).
 */
export function serveBundle(session: Session, developmentServer: string | null): Promise<void> {
  const root = join(__dirname, 'renderer');
  let asked = (): void => {};
  const firstAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  session.protocol.registerBufferProtocol(BUNDLE_SCHEME, ({ url, method }, respond) => {
    asked();
    if (developmentServer !== null) {
      fromDevelopmentServer(url, developmentServer).then(respond, () => respond(notFound(developmentServer)));
      return;
    }
    const file = bundleFile(url, method, root);
    if (file === null) return respond(notFound(developmentServer));
    try {
      respond(answer(file.contentType, method === 'HEAD' ? Buffer.alloc(0) : readFileSync(file.path), developmentServer));
    } catch {
      respond(notFound(developmentServer));
    }
  });
  return firstAsked;
}
