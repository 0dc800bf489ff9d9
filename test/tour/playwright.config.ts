import { defineConfig } from 'playwright/test';

/** A stop takes two pictures, and the longest journey has a dozen stops. */
const JOURNEY_TIMEOUT_MS = 180_000;
const EXPECT_TIMEOUT_MS = 15_000;

/** `npm run tour`: the desktop suite's own set-up, with journeys that look instead of asking. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.tour.ts',
  outputDir: '../../out/tour-failures',
  globalSetup: '../support/desktop-suite.ts',
  timeout: JOURNEY_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  workers: 1,
  fullyParallel: false,
  retries: 0,
  reporter: [['list']],
});
