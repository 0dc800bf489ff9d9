import type { Server } from 'node:net';

/** Lets a server, of any kind, listen on this computer alone, on a free port unless one is named, and answers which one. */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('a server that listens on a port has one');
  return bound.port;
}
