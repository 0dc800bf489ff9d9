import os from 'node:os';
import { defineConfig } from 'vitest/config';

/** Generous: a loaded two-core machine hashes passwords slowly. A test that needs longer says so itself. */
const TEST_TIMEOUT_MS = 30_000;
/** Installs packages and walks through whole journeys at the pace of a keyboard. */
const ARTEFACT_TIMEOUT_MS = 240_000;

/** Vitest's own choice leaves one of two cores idle. */
const WORKERS = Math.max(2, os.availableParallelism() - 1);

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
          exclude: ['test/unit/fixtures/**'],
          testTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          // One PostgreSQL for the run; each file makes its own database in it.
          globalSetup: ['test/support/postgres-cluster.ts'],
          testTimeout: TEST_TIMEOUT_MS,
          hookTimeout: TEST_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'artefact',
          include: ['test/artefact/**/*.test.ts'],
          globalSetup: ['test/support/postgres-cluster.ts', 'test/artefact/build-artefacts.ts'],
          testTimeout: ARTEFACT_TIMEOUT_MS,
          hookTimeout: ARTEFACT_TIMEOUT_MS,
        },
      },
    ],
  },
});
