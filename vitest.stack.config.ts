import { defineConfig } from 'vitest/config'

/** What needs real servers; they are started by the tests, and a missing one is a failure. */
export default defineConfig({
  test: {
    include: ['test/stack/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
