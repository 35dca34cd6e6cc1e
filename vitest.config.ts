import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

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
    sequence: { sequencer: LongestFirst },
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
          exclude: ['test/stack/**', 'test/kubernetes/**', '**/node_modules/**'],
          globalSetup: 'test/migrated-stores/setup.ts',
          // Modules are loaded, and PostgreSQL's engine compiled, once for all files of a worker. A file closes what it opens: chDB
          // binds one folder per process at a time.
          isolate: false,
        },
      },
    ],
  },
})
