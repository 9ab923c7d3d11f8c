import process from 'node:process';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    benchmark: { include: ['packages/*/bench/**/*.bench.ts'] },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
    // Real threads on a shared machine: a test that misses its time there gets a second try, which the report shows.
    retry: process.env.CI ? 1 : 0,
  },
});
