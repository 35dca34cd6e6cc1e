import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Runs the service, started anew when a file of it changes, and the dashboard's development server beside it. */
const root = join(import.meta.dirname, '..')
const service = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'src/main.ts', 'start'], {
  cwd: root,
  stdio: 'inherit',
})
const dashboard = spawn('vite', ['dashboard'], { cwd: root, stdio: 'inherit' })
const children = [service, dashboard]
for (const child of children) {
  child.once('exit', (code) => {
    for (const other of children) other.kill()
    process.exitCode ??= code ?? 1
  })
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of children) child.kill(signal)
  })
}
