import { defineConfig } from 'vitest/config'

const test = {
  globalSetup: 'test/migrated-stores/setup.ts',
  pool: 'forks',
  maxWorkers: 1,
  testTimeout: 300_000,
  hookTimeout: 300_000,
} as const

/** What needs real servers; they are started by the tests, and a missing one is a failure. */
export default defineConfig({
  test: {
    ...test,
    projects: [
      { test: { ...test, name: 'stack', include: ['test/stack/**/*.test.ts'] } },
      {
        test: {
          ...test,
          name: 'embedded suites on servers',
          // What depends on how a server answers; all the rest runs there by POCM_TEST_DATABASE_URL and the like.
          include: [
            'test/{keeping,log,warehouse}/**/*.test.ts',
            'test/ledger/{append,look-up}.test.ts',
            'test/{access,thin-path}.test.ts',
          ],
          exclude: ['test/warehouse/{distinct,rollups-agree}.test.ts'],
          setupFiles: ['test/stack/on-servers.ts'],
        },
      },
    ],
  },
})
