import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'

/** Runs the tests and ends with one line that counts them: `N passed, N failed, N skipped`. */
const { values, positionals } = parseArgs({
  options: {
    config: { type: 'string', default: 'vitest.config.ts' },
    project: { type: 'string' },
    results: { type: 'string' },
  },
  allowPositionals: true,
})

const vitest = await startVitest('test', positionals, {
  run: true,
  watch: false,
  root: join(import.meta.dirname, '..'),
  config: values.config,
  ...(values.project !== undefined && { project: values.project }),
  ...(values.results !== undefined && {
    ...{ reporters: ['default', 'json'], outputFile: { json: resolve(values.results) } },
  }),
})
const states = { passed: 0, failed: 0, skipped: 0, pending: 0 }
let broken = vitest.state.getUnhandledErrors().length
for (const module of vitest.state.getTestModules()) {
  for (const test of module.children.allTests()) states[test.result().state] += 1
  // A file that could not be loaded, or a hook that failed, ran none of its tests.
  if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) broken += 1
}
await vitest.close()
if (values.results !== undefined) noteCommit(resolve(values.results))

const failed = states.failed + states.pending + broken
const skipped = states.skipped > 0 ? `, ${states.skipped} skipped` : ''
process.stdout.write(`${states.passed} passed, ${failed} failed${skipped}\n`)
/** Says of which commit the results are, for `pocm compliance pack`. */
function noteCommit(file: string): void {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
  const report = JSON.parse(readFileSync(file, 'utf8')) as object
  writeFileSync(file, JSON.stringify({ commit: git('rev-parse', 'HEAD'), changed, ...report }))
}

process.exit(failed > 0 || states.passed === 0 ? 1 : 0)
