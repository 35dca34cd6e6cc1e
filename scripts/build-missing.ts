import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Builds the dashboard when it was never built, or its sources are newer than what was built. */
const root = join(import.meta.dirname, '..')
const built = statSync(join(root, 'dashboard/dist/index.html'), { throwIfNoEntry: false })
const sources = globSync('dashboard/**/*', { cwd: root, exclude: (path) => path.endsWith('dist') })
const changed = sources.some((path) => statSync(join(root, path)).mtimeMs > (built?.mtimeMs ?? 0))
if (changed) {
  execFileSync('vite', ['build', 'dashboard', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' })
}
