import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { startProcess } from '../reliability/service-process.ts'
import { request } from '../service.ts'
import { many, payment } from './stored.ts'

test('killed again and again while it archives, it archives everything once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await copyMigrated('postgres', folder)
  await copyMigrated('clickhouse', folder)
  const delaysMs = [50, 300]
  const perRound = 2_000
  for (const delayMs of delaysMs) {
    const service = await startProcess(folder)
    onTestFinished(() => service.kill())
    const events = many(perRound, (n) => ({ ...payment(n), idempotency_key: `${delayMs} ${n}` }))
    await request(service.url, 'POST', '/analytics/ingest/batch', events)
    const asked = request(service.url, 'POST', '/analytics/archive/run', { parquet: true }).catch(() => 'cut off')
    await sleep(delayMs)
    await service.kill()
    await asked
  }
  const service = await startProcess(folder)
  onTestFinished(() => service.kill())
  await request(service.url, 'POST', '/analytics/archive/run', { parquet: true })
  const { body } = await request(service.url, 'POST', '/analytics/archive/verify', {})
  expect(body).toMatchObject({ events: delaysMs.length * perRound, problems: [], differences: [] })
  // What the killed ones had on the local disk is cleared away.
  expect(await readdir(join(folder, 'archive-spool'))).toHaveLength(1)
})
