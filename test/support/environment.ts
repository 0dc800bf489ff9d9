/** The one place where the tests read and write the environment: it is how the runners' set-up reaches their workers. */

const CLUSTER = 'VU_TEST_POSTGRES_URL';
const DESKTOP_SESSION = 'VU_TEST_DESKTOP_SESSION';

/** Where the run's PostgreSQL is, as its superuser, in its `postgres` database. Works in vitest and in Playwright. */
export function clusterUrl(): string {
  const url = process.env[CLUSTER];
  if (url === undefined)
    throw new Error('The PostgreSQL of the test run is not started: use npm test, vitest or playwright with the project configuration');
  return url;
}

export function publishClusterUrl(url: string): void {
  process.env[CLUSTER] = url;
}

/** The desktop session that the suite runs in, as JSON. */
export function desktopSessionText(): string {
  const text = process.env[DESKTOP_SESSION];
  if (text === undefined) throw new Error('The desktop session of the test run is not started: use npm test');
  return text;
}

export function publishDesktopSession(text: string): void {
  process.env[DESKTOP_SESSION] = text;
}
