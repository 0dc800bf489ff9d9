import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/** A way to a database that a test can break, without breaking the database for everyone else. */
export interface DatabaseProxy {
  /** The same database, through here. */
  url(of: string): string;
  /** Drops connections and refuses new ones, as a stopped PostgreSQL does. */
  refuse(): void;
  /** Takes everything in and answers nothing, as a network that loses packets does. */
  hang(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function databaseProxy(target: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target);
  let state: 'open' | 'refusing' | 'hanging' = 'open';
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.on('close', () => sockets.delete(near)).on('error', () => near.destroy());
    if (state === 'refusing') {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    sockets.add(far);
    far.on('close', () => near.destroy()).on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    near.on('data', (chunk) => {
      if (state !== 'hanging') far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (state !== 'hanging') near.write(chunk);
    });
  });
  const own = await listenOnLoopback(server);
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: (of) => {
      const url = new URL(of);
      url.host = `127.0.0.1:${own}`;
      return url.href;
    },
    refuse: () => {
      state = 'refusing';
      drop();
    },
    hang: () => {
      state = 'hanging';
    },
    restore: () => {
      if (state === 'hanging') drop();
      state = 'open';
    },
    close: async () => {
      drop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
