import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { warehousePlace } from '../given-servers.ts'
import { truthOf } from './many-orders.ts'

const script = join(import.meta.dirname, 'insert-once.ts')
const run = promisify(execFile)

/** What the events table and each rollup hold after a process has written the batch of this token. */
async function insertInProcess(where: string, token: string, months: number): Promise<unknown> {
  const { stdout } = await run(process.execPath, [script, where, token, String(months)])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

describe('an insert with a token', { timeout: 600_000 }, () => {
  let where: string
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'once-'))
    const { place, drop } = await warehousePlace(folder)
    where = 'url' in place ? place.url : place.path
    onTestFinished(async () => {
      await drop()
      await rm(folder, { recursive: true, force: true, maxRetries: 10 })
    })
  })

  it.each([1, 300])(
    'counts once in table and rollups when another process repeats it, over %i months',
    async (months) => {
      expect(await insertInProcess(where, 'first', months)).toEqual(truthOf('first'))
      expect(await insertInProcess(where, 'first', months)).toEqual(truthOf('first'))
      expect(await insertInProcess(where, 'second', months)).toEqual(truthOf('first', 'second'))
      expect(await insertInProcess(where, 'first', months)).toEqual(truthOf('first', 'second'))
    },
  )

  it('counts once when it was killed at any moment and repeated', async () => {
    const delaysMs = [50, 250, 600]
    for (const delayMs of delaysMs) {
      const child = spawn(process.execPath, [script, where, `killed-${delayMs}`, '40'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      await sleep(delayMs)
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    for (const delayMs of [50, 250]) await insertInProcess(where, `killed-${delayMs}`, 40)
    expect(await insertInProcess(where, 'killed-600', 40)).toEqual(
      truthOf(...delaysMs.map((delayMs) => `killed-${delayMs}`)),
    )
  })
})
