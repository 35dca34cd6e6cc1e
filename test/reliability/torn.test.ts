import { once } from 'node:events'
import { globSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { appendEvents, type NewEvent } from '../../src/ledger/append.ts'
import { consumerPosition, decideBatch } from '../../src/log/batches.ts'
import { loadMeasures } from '../../src/measures/catalogue.ts'
import { openLog } from '../../src/platform/log.ts'
import { openDatabase } from '../../src/postgres/database.ts'
import { openWarehouse } from '../../src/warehouse/warehouse.ts'
import { embedded } from '../given-servers.ts'
import { newEvent } from '../ledger/new-event.ts'
import { copyMigrated } from '../migrated-stores/copy.ts'
import { request, startServiceForTest, until } from '../service.ts'
import { type ServiceProcess, spawnService, startProcess } from './service-process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pocm-torn-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const order = (number: number) => ({
  type: 'order',
  action: 'placed',
  // Several months, so that one insert is several blocks in the warehouse.
  occurred_at: `2026-0${1 + (number % 4)}-01T12:00:00Z`,
  producer: 'torn',
  order_id: `o-${number}`,
  user_id: `u-${number % 7}`,
  idempotency_key: `torn-${number}`,
  data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 2, unit_price: 1.25 }] },
})
const orders = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => order(from + index))
const log = openLog('error')
const fail = (error: Error) => {
  throw error
}
const question = { metrics: ['orders', 'gmv'], from: '2026-01-01', to: '2026-06-01' }

/** What a process leaves that is killed within the sink's work: events in the ledger, a batch decided and inserted. */
async function tearBatch(events: readonly NewEvent[], inserts: number): Promise<void> {
  const ledger = await openDatabase({ dataDir: folder, databaseUrl: undefined }, log, fail)
  const options = { catalogue: await loadCatalogue(), measures: await loadMeasures() }
  const warehouse = await openWarehouse({ path: join(folder, 'clickhouse'), ...options })
  const { db } = ledger
  await appendEvents(db, events)
  const batch = await decideBatch(db, 'warehouse', await consumerPosition(db, 'warehouse'), 150)
  if (typeof batch !== 'object') throw new Error('there was nothing to decide on')
  for (let times = 0; times < inserts; times++) {
    await warehouse.insert(batch.events, batch.token)
  }
  await warehouse.close()
  await ledger.close()
}

async function start(): Promise<ServiceProcess> {
  const service = await startProcess(folder)
  onTestFinished(() => service.kill())
  return service
}

const has = ({ url }: ServiceProcess, count: number) =>
  until(async () => {
    const { body } = await request(url, 'POST', '/analytics/query', question)
    return body.totals.orders === count && body.totals.gmv === count * 2.5
  })

describe('of a service that has 400 orders in both stores and was stopped in order', () => {
  let filled: string
  let filling: ServiceProcess | undefined
  beforeAll(async () => {
    filled = await mkdtemp(join(tmpdir(), 'pocm-filled-'))
    await copyMigrated('postgres', filled)
    await copyMigrated('clickhouse', filled)
    filling = await startProcess(filled)
    for (let from = 0; from < 400; from += 40) {
      await request(filling.url, 'POST', '/analytics/ingest/batch', orders(from, from + 40))
      await has(filling, from + 40)
    }
    expect(await filling.terminate()).toBe(0)
  })
  afterAll(async () => {
    await filling?.kill()
    await rm(filled, { recursive: true, force: true })
  })
  beforeEach(() => cp(filled, folder, { recursive: true }))

  test.each([
    ['before it was inserted', 0],
    ['between its insert and its being marked as done', 1],
    ['after it had been inserted again, too', 2],
  ])('a batch that was torn off %s counts once', async (_, inserts) => {
    const more = orders(400, 600).map(({ idempotency_key, occurred_at, ...it }) =>
      newEvent(idempotency_key, { ...it, occurred_at: occurred_at.replace('Z', '.000000Z') }),
    )
    await tearBatch(more, inserts)

    const service = await startServiceForTest({ ...embedded, POCM_DATA_DIR: folder })
    await service.settled()
    for (const filters of [{}, { producer: ['torn'] }]) {
      const { body } = await service.call('POST', '/analytics/query', { ...question, filters })
      expect(body.totals).toEqual({ orders: 600, gmv: 1_500 })
    }
    const compared = await service.call('POST', '/analytics/reconcile', {})
    expect(compared.body).toMatchObject({ events: 600, differences: [] })
  })

  test('what the warehouse lost with the machine comes back from the ledger by itself', async () => {
    // A power cut leaves files that were never synced with their names and without their contents.
    const parts = globSync('clickhouse/store/*/*/*_*_*_*/*', { cwd: folder })
    for (const [index, path] of parts.toSorted().entries()) if (index % 3 > 0) truncateSync(join(folder, path))
    const note = join(folder, 'clickhouse/pocm.boot')
    writeFileSync(note, 'another run of the machine\n')

    const service = await start()
    await has(service, 400)
    await until(async () => !readFileSync(note, 'utf8').startsWith('another'))
    const { body } = await request(service.url, 'POST', '/analytics/reconcile', {})
    expect(body).toMatchObject({ events: 400, differences: [] })
    await service.kill()
  })

  test('a warehouse whose folder is gone is filled again from the ledger by itself', async () => {
    await rm(join(folder, 'clickhouse'), { recursive: true })
    const service = await start()
    await has(service, 400)
    await service.kill()
  })
})

test('a hold that a killed process left on the sink does not keep the next one from starting', async () => {
  const ledger = await openDatabase({ dataDir: folder, databaseUrl: undefined }, log, fail)
  await ledger.db.query(
    "INSERT INTO log_consumers (consumer, held_by, held_until) VALUES ('warehouse', gen_random_uuid(), now() + interval '1 hour')",
  )
  await ledger.close()
  const service = await start()
  expect((await request(service.url, 'POST', '/analytics/ingest/batch', orders(0, 5))).body.accepted).toBe(5)
  await has(service, 5)
  expect(await service.terminate()).toBe(0)
})

test('killed again and again while it starts, at first and later, it starts at last and has everything', async () => {
  const killWhileStarting = async (afterMs: number) => {
    const child = spawnService(folder)
    const exited = once(child, 'exit')
    await Promise.race([sleep(afterMs), exited])
    child.kill('SIGKILL')
    await exited
  }
  // Each later than the one before, so that every phase of a start is met, however fast the machine.
  for (let afterMs = 300; afterMs < 6_000; afterMs *= 2) await killWhileStarting(afterMs)
  const first = await start()
  const { body } = await request(first.url, 'POST', '/analytics/ingest/batch', orders(0, 500))
  expect(body.accepted).toBe(500)
  await first.kill()
  for (let afterMs = 300; afterMs < 3_000; afterMs *= 2) await killWhileStarting(afterMs)

  const began = performance.now()
  const last = await start()
  expect(performance.now() - began).toBeLessThan(60_000)
  const again = await request(last.url, 'POST', '/analytics/ingest/batch', orders(0, 500))
  expect(again.body).toMatchObject({ accepted: 0, duplicates: 500 })
  expect(await last.terminate()).toBe(0)
})
