import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.ts'

// Tests wait for conditions: these bounds end what hangs, and hold on a machine that something else keeps busy.
const test = {
  pool: 'forks',
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
} as const

/** Tests of one kind that start services or stores. */
const kind = (name: string, include: readonly string[], exclude: readonly string[] = []) => ({
  test: {
    ...test,
    name,
    include: [...include],
    exclude: [...exclude, '**/node_modules/**'],
    globalSetup: 'test/migrated-stores/setup.ts',
    // Modules are loaded, and PostgreSQL's engine compiled, once for all files of a worker. A file closes what it opens: chDB
    // binds one folder per process at a time.
    isolate: false,
  },
})
const stores = ['archive', 'backup', 'keeping', 'ledger', 'log', 'reliability', 'truth', 'warehouse']
const pages = ['browser', 'screens']
const elsewhere = ['stack', 'restore', 'kubernetes']

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
      // chDB leaves some threads behind each time it is closed, and a process with a thousand of them once ended by a segmentation
      // fault: each kind has processes of its own.
      kind(
        'service',
        ['test/**/*.test.ts'],
        [...stores, ...pages, ...elsewhere].map((folder) => `test/${folder}/**`),
      ),
      kind('stores', [`test/{${stores}}/**/*.test.ts`]),
      kind('pages', [`test/{${pages}}/**/*.test.ts`]),
    ],
  },
})
