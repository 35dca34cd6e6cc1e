import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'

/** Runs the tests and ends with one line that counts them: `N passed, N failed, N skipped`. */
const { values, positionals } = parseArgs({
  options: { config: { type: 'string', default: 'vitest.config.ts' }, project: { type: 'string' } },
  allowPositionals: true,
})

const vitest = await startVitest('test', positionals, {
  run: true,
  watch: false,
  root: join(import.meta.dirname, '..'),
  config: values.config,
  ...(values.project !== undefined && { project: values.project }),
})
const states = { passed: 0, failed: 0, skipped: 0, pending: 0 }
let broken = vitest.state.getUnhandledErrors().length
for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) states[test.result().state] += 1
  // A file that could not be loaded, or a hook that failed, ran none of its tests.
  if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) broken += 1
}
await vitest.close()

const failed = states.failed + states.pending + broken
const skipped = states.skipped > 0 ? `, ${states.skipped} skipped` : ''
process.stdout.write(`${states.passed} passed, ${failed} failed${skipped}\n`)
process.exit(failed > 0 || states.passed === 0 ? 1 : 0)
