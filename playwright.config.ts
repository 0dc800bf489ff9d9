import { defineConfig } from 'playwright/test';

/** A journey starts the desktop once or twice, about 2 s each here, and waits for real argon2id and real text messages. */
const JOURNEY_TIMEOUT_MS = 60_000;
const EXPECT_TIMEOUT_MS = 10_000;
const WORKERS = 2;
const LEFT_BEHIND = '**/left-behind.spec.ts';

export default defineConfig({
  testDir: 'test/desktop',
  outputDir: 'out/desktop',
  globalSetup: './test/support/desktop-suite.ts',
  timeout: JOURNEY_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  // Each worker has a session of its own, with its display and its keychain: a journey mostly waits, so two share two cores well.
  workers: WORKERS,
  fullyParallel: true,
  // A journey that passes only sometimes has failed.
  retries: 0,
  forbidOnly: true,
  reporter: [['line']],
  projects: [
    { name: 'journeys', testIgnore: LEFT_BEHIND, teardown: 'left-behind' },
    // Once every other has run, and also when one has failed: it searches what all of them left.
    { name: 'left-behind', testMatch: LEFT_BEHIND },
  ],
});
