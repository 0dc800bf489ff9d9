/** The one place where the tests read and write the environment: it is how a runner's set-up reaches its workers. */

const CLUSTER = 'VU_TEST_POSTGRES_URL';
const DESKTOP_SUITE = 'VU_TEST_DESKTOP_SUITE';
const ARTEFACTS = 'VU_TEST_ARTEFACTS';

/** Where the run's PostgreSQL is, as its superuser, in its `postgres` database. Works in vitest and in Playwright. */
export function clusterUrl(): string {
  return published(CLUSTER);
}

export function publishClusterUrl(url: string): void {
  process.env[CLUSTER] = url;
}

/** What the desktop suite's set-up made for all its tests. */
export interface DesktopSuite {
  /** Of this run alone: profiles, logs and the keychain are in it until the run is over. */
  readonly folder: string;
  /** The built desktop, where the user that runs it can read it. */
  readonly bundle: string;
}

export function desktopSuite(): DesktopSuite {
  return JSON.parse(published(DESKTOP_SUITE)) as DesktopSuite;
}

export function publishDesktopSuite(suite: DesktopSuite): void {
  process.env[DESKTOP_SUITE] = JSON.stringify(suite);
}

/** What the artefact tests' set-up built. */
export interface Artefacts {
  /** What `npm run dist` made. */
  readonly output: string;
  /** The same from a copy of the checkout elsewhere. */
  readonly again: string;
  /** A package of an older version. */
  readonly older: string;
}

export function artefacts(): Artefacts {
  return JSON.parse(published(ARTEFACTS)) as Artefacts;
}

export function publishArtefacts(built: Artefacts): void {
  process.env[ARTEFACTS] = JSON.stringify(built);
}

function published(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is set by the runners' set-up: use npm test, or vitest or playwright with this project's configuration`);
  return value;
}
