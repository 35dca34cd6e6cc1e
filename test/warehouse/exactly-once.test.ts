import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { warehousePlace } from '../given-servers.ts'

const script = join(import.meta.dirname, 'insert-once.ts')
const run = promisify(execFile)

/** What the events table and each rollup hold after a process has written the batch of this token. */
async function insertInProcess(where: string, token: string, months: number): Promise<unknown> {
  const { stdout } = await run(process.execPath, [script, where, token, String(months)])
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}

/** Two pieces at 1.50 in each of 5 000 orders, in the table and in all three rollups. */
const held = (batches: number) => [
  [5_000 * batches],
  ...[1, 2, 3].map(() => [5_000 * batches, 10_000 * batches, 15_000 * batches]),
]

describe('an insert with a token', { timeout: 180_000 }, () => {
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
      expect(await insertInProcess(where, 'first', months)).toEqual(held(1))
      expect(await insertInProcess(where, 'first', months)).toEqual(held(1))
      expect(await insertInProcess(where, 'second', months)).toEqual(held(2))
      expect(await insertInProcess(where, 'first', months)).toEqual(held(2))
    },
  )

  it('counts once when it was killed at any moment and repeated', async () => {
    for (const delayMs of [50, 150, 300, 450, 600]) {
      const child = spawn(process.execPath, [script, where, `killed-${delayMs}`, '40'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      await sleep(delayMs)
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    for (const delayMs of [50, 150, 300, 450]) await insertInProcess(where, `killed-${delayMs}`, 40)
    expect(await insertInProcess(where, 'killed-600', 40)).toEqual(held(5))
  })
})
