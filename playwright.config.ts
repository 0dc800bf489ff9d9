import { defineConfig } from 'playwright/test';

/** A journey starts the desktop once or twice, about 2 s each here, and waits for real argon2id and real text messages. */
const JOURNEY_TIMEOUT_MS = 60_000;
const EXPECT_TIMEOUT_MS = 10_000;

export default defineConfig({
  testDir: 'test/desktop',
  outputDir: 'out/desktop',
  globalSetup: './test/support/desktop-suite.ts',
  timeout: JOURNEY_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  // The desktop is one window in one session: keyring, display and focus are shared.
  workers: 1,
  fullyParallel: false,
  // A journey that passes only sometimes has failed.
  retries: 0,
  forbidOnly: true,
  reporter: [['line']],
});
