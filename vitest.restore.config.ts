import { defineConfig } from 'vitest/config'

/** Drills that destroy stores of an installation and restore them; pgBackRest is needed too (apt-get install pgbackrest). */
export default defineConfig({
  test: {
    globalSetup: 'test/migrated-stores/setup.ts',
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 600_000,
    include: ['test/restore/**/*.test.ts', 'test/backup/**/*.test.ts'],
  },
})
