import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'simulator/**/*.test.ts', 'dashboard/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/stack/**', '**/node_modules/**'],
    // chDB binds one folder per process and the machine has two cores.
    globalSetup: 'test/migrated-stores/setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
