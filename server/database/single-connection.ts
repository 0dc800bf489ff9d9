import pg from 'pg';
import { ConnectionFailed } from './connecting.ts';

const CONNECT_MILLISECONDS = 5_000;

/**
 * Works on one connection of its own, which ends with the work.
 * @param name what PostgreSQL shows it as
 * @throws ConnectionFailed when there is none to be had
 */
export async function onConnection<T>(url: string, name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MILLISECONDS, application_name: name });
  // A connection that breaks fails the statement under way, which says so; unheard, it would end the process as well.
  client.on('error', () => {});
  await client.connect().catch((error: unknown) => {
    throw new ConnectionFailed(error);
  });
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
