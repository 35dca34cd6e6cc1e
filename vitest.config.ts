import { defineConfig } from 'vitest/config'

// Tests wait for conditions: these bounds end what hangs, and hold on a machine that something else keeps busy.
const test = {
  pool: 'forks',
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
} as const

export default defineConfig({
  test: {
    // The machine of the tests has two cores.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...test,
          name: 'units',
          include: ['{src,importer,simulator,dashboard,scripts}/**/*.test.ts'],
          // They start no service and change nothing of the process: modules are loaded once for all files of a worker.
          isolate: false,
        },
      },
      {
        test: {
          ...test,
          name: 'service',
          include: ['test/**/*.test.ts'],
          exclude: ['test/stack/**', '**/node_modules/**'],
          globalSetup: 'test/migrated-stores/setup.ts',
          // chDB binds one folder per process.
          isolate: true,
        },
      },
    ],
  },
})
