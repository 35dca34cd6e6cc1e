import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../src/postgres/pool.ts'
import type { RetentionDeps } from '../../src/retention/deps.ts'
import { runRetention } from '../../src/retention/run.ts'
import { findAllMiscounted } from '../ledger/miscounted.ts'
import { startService } from '../service.ts'
import { dryRun, eventsOf, figures, keep, path, plant, reconcile, setPolicies, told, verify } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  await plant(service, ['2024-01', '2024-02'])
})
afterAll(() => service.stopAndClean())
// Whatever was done to events, the log's counts of them are as true as before.
afterEach(async () => expect(await findAllMiscounted(service.service.db)).toEqual([]))

/** The same with every call to a store from this number on failing, as when the process is gone. */
function cutOff(deps: RetentionDeps, at: number): RetentionDeps {
  let calls = 0
  const counted =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    async (...args: Args) => {
      calls += 1
      if (calls >= at) throw new Error('cut off')
      return act(...args)
    }
  const db = new Proxy(deps.db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return name === 'query' || name === 'connect' ? counted(value.bind(target)) : value.bind(target)
    },
  }) as Database
  const { archive } = deps
  return {
    ...deps,
    db,
    reconcile: counted(deps.reconcile),
    archive: { ...archive, rewriteBatch: counted(archive.rewriteBatch) },
  }
}

test('a run that is interrupted repeatedly resumes where it was, and removes what it said and nothing else', async () => {
  const { retaining: retention } = service.service.deps
  const before = await figures(service, '2024-01-01', '2024-03-01')
  await setPolicies(service, [keep('ledger', 60), keep('ledger', 30_000, 'telemetry'), keep('dead_letters', 60)])
  const planned = told(await dryRun(service)).sort()
  expect(planned).toHaveLength(4)
  const run = {
    ...{ id: randomUUID(), tenantId: 'demo', requestedBy: 'test', requestedAt: new Date().toISOString(), tries: 1 },
    key: randomBytes(32),
  }
  // As one that a worker has: the keeper would be at it at the same time.
  await retention.db.query(
    `INSERT INTO retention_runs (id, tenant_id, status, requested_by, wrapped_key, worker, worker_until)
     VALUES ($1, $2, 'running', $3, $4, $1, 'infinity')`,
    [run.id, run.tenantId, run.requestedBy, run.key],
  )
  const { signal } = new AbortController()
  let cuts = 0
  for (let at = 2; ; at += 3) {
    const done = await runRetention(cutOff(retention, at), run, signal).then(
      () => true,
      (error) => {
        expect(error.message).toBe('cut off')
        return false
      },
    )
    if (done) break
    cuts += 1
  }
  expect(cuts).toBeGreaterThan(5)
  const { body: shown } = await service.call('GET', `${path}/runs/${run.id}`)
  const removed = shown.removed.map((it: Record<string, unknown>) => [it.store, it.type, it.month, it.events].join(' '))
  expect(removed.sort()).toEqual(planned)
  expect(await dryRun(service)).toEqual([])
  expect(await figures(service, '2024-01-01', '2024-03-01')).toEqual(before)
  expect(await reconcile(service)).toEqual({ differences: [], drift: [] })
  expect(await verify(service)).toMatchObject({ problems: [], differences: [] })
  const { body: again } = await service.call('POST', '/analytics/ingest/batch', eventsOf(['2024-01']))
  expect(again).toMatchObject({ accepted: 0, duplicates: 18, rejected: 0 })
})
