import { cp, mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { findAllMiscounted } from '../ledger/miscounted.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { startService, startServiceForTest, type TestService } from '../service.ts'
import { archiveAll, clean, env, figures, filesOf, ledgerOf, many, payment, post, user } from './stored.ts'

/** Where the archive of a service lies that is no more, and what its ledger held. */
let kept = ''
let stored: string[]
beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), 'pocm-kept-'))
  const service = await startService(env)
  try {
    await service.send([...many(200, payment), ...many(20, user)])
    await archiveAll(service)
    stored = await ledgerOf(service)
    await cp(join(service.folder, 'archive'), kept, { recursive: true })
  } finally {
    await service.stopAndClean()
  }
})
afterAll(() => rm(kept, { recursive: true, force: true }))

/** A new service with nothing but that archive and the master key. */
async function startCopy(): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(kept, join(folder, 'archive'), { recursive: true })
  await copyMigrated('postgres', folder)
  await copyMigrated('clickhouse', folder)
  return startServiceForTest({ ...env, POCM_DATA_DIR: folder })
}

test('a damaged file, a lost file and events that the ledger lost are named', async () => {
  const copy = await startCopy()
  const raw = (await filesOf(copy, 'raw/tenant_id=demo/type=payment')).sort()
  await truncate(raw[0] as string, 100)
  await rm((await filesOf(copy, 'parquet/tenant_id=demo/type=user'))[0] as string)
  const found = await post(copy, 'verify')
  expect(found.problems).toMatchObject([
    { name: expect.stringMatching(/^raw\/.*type=payment/), problem: expect.stringMatching(/^has 100 bytes/) },
    { name: expect.stringMatching(/^parquet\/.*type=user/), problem: 'is missing' },
  ])
  expect(found.differences).toMatchObject([
    ...[0, 1, 2, 3].map((hour) => ({
      type: 'payment',
      hour: `2026-10-01T0${hour}:00:00Z`,
      ledger: { events: 0, checksum: '0' },
      archive: { events: 50 },
    })),
    { type: 'user', ledger: { events: 0 }, archive: { events: 20 } },
  ])
  // Nothing of a damaged file is restored, the rest is.
  expect(await post(copy, 'restore')).toMatchObject({
    restored: 20,
    problems: [{ name: expect.stringMatching(/payment/) }],
  })
})

test('a new ledger with the same master key gets everything back, once, with its keys', async () => {
  const copy = await startCopy()
  expect(
    await post(copy, 'restore', { type: 'payment', from: '2026-10-01T01:00:00Z', to: '2026-10-01T02:00:00Z' }),
  ).toMatchObject({ restored: 50, present: 0 })
  expect(await post(copy, 'restore')).toMatchObject({ restored: 170, present: 50, conflicts: 0, problems: [] })
  expect(await ledgerOf(copy)).toEqual(stored)
  expect(await findAllMiscounted(copy.service.db)).toEqual([])
  expect(await figures(copy)).toEqual({ payments_captured: 200, payment_volume: 2_002 })
  expect(await post(copy, 'restore')).toMatchObject({ restored: 0, present: 220 })

  const again = await copy.call('POST', '/analytics/ingest/batch', many(200, payment))
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 200, rejected: 0 })
  await copy.send(many(10, (n) => payment(n, 2)))
  await archiveAll(copy)
  expect(await post(copy, 'verify')).toMatchObject({ ...clean, events: 230 })
  await copy.settled()
  expect(await figures(copy)).toEqual({ payments_captured: 210, payment_volume: 2_102.1 })
  const reconciled = await copy.call('POST', '/analytics/reconcile', { repair: false })
  expect(reconciled.body.differences).toEqual([])
})

test('another event under the key is kept, and reported', async () => {
  const copy = await startCopy()
  await copy.send([{ ...payment(0), data: { ...payment(0).data, amount: 11 } }])
  expect(await post(copy, 'restore', { type: 'payment' })).toMatchObject({ restored: 199, conflicts: 1 })
})
