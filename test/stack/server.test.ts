import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../service.ts'
import { type Program, startServer, statesOf } from './server.ts'

/** A process with a child of its own; both only wait. */
const waiting: Program = {
  name: 'a shell that waits',
  command: 'sh',
  args: ['-c', 'sleep 600 & wait'],
  cwd: tmpdir(),
  ask: async () => {},
}

test('a server is paused, resumed and killed with all that it started', async () => {
  const server = await startServer(waiting)
  onTestFinished(server.stop)
  await until(async () => statesOf(server.pid).join() === 'S,S')
  server.pause()
  await until(async () => statesOf(server.pid).join() === 'T,T')
  server.resume()
  await until(async () => statesOf(server.pid).join() === 'S,S')
  const { pid } = server
  await server.goAway()
  expect(statesOf(pid)).toEqual([])
  await server.comeBack()
  expect(server.pid).not.toBe(pid)
})

test('a server that is paused can be taken away', async () => {
  const server = await startServer(waiting)
  server.pause()
  await server.stop()
  expect(statesOf(server.pid)).toEqual([])
})

test('a server that does not start is a failure that quotes its output', async () => {
  const broken: Program = { ...waiting, args: ['-c', 'echo no room >&2; exit 3'], ask: () => Promise.reject('no') }
  await expect(startServer(broken)).rejects.toThrow('did not start: no room')
})

test('a server dies with the process that started it, also when that is killed', async () => {
  const script = `
    import { startServer } from '${join(import.meta.dirname, 'server.ts')}'
    const program = { name: 'sleep', command: 'sleep', args: ['600'], cwd: '/', ask: async () => {} }
    process.stdout.write(String((await startServer(program)).pid))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [pid] = await once(child.stdout, 'data')
  // Until it has executed its program, the kernel has not been asked to end it with its parent.
  await until(async () => (await readFile(`/proc/${Number(pid)}/comm`, 'utf8')) === 'sleep\n')
  child.kill('SIGKILL')
  await until(async () => statesOf(Number(pid)).length === 0)
})
