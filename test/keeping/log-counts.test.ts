import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReconcile } from '../../src/keeping/reconcile.ts'
import { recountSome } from '../../src/keeping/recount-some.ts'
import { countSlices } from '../../src/ledger/hourly-slices.ts'
import { countedPosition, countLog } from '../../src/ledger/log-counts.ts'
import { logHead, logStart } from '../../src/ledger/read-log.ts'
import { countedSlices, findMiscounted, recountRange } from '../../src/ledger/recount.ts'
import { openLog } from '../../src/platform/log.ts'
import { startService } from '../service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  await service.send(Array.from({ length: 400 }, (_, n) => reading(n)))
  await service.settled()
})
afterAll(() => service.stopAndClean())

const reading = (n: number) => ({
  ...{ type: n % 4 === 0 ? 'product' : 'telemetry', action: n % 4 === 0 ? 'viewed' : 'read', producer: 'test' },
  ...{
    idempotency_key: `event ${n}`,
    occurred_at: `2026-10-0${(n % 2) + 1}T0${n % 5}:30:00Z`,
    device_id: `d-${n % 7}`,
  },
  data: n % 4 === 0 ? { product_id: 'p', price: 2, currency: 'EUR' } : { metric: 'glucose', value: n, unit: 'mg/dL' },
})
const db = () => service.service.db
const all = { from: '1970-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }
const sorted = <S extends { tenant_id: string; type: string; hour: string }>(slices: readonly S[]) =>
  slices.toSorted((a, b) => (`${a.hour} ${a.type}` < `${b.hour} ${b.type}` ? -1 : 1))
const counts = async () => sorted(await countSlices(db(), all, await logHead(db())))
const miscounted = async () => findMiscounted(db(), await countedSlices(db(), all))
const events = (slices: readonly { count: number }[]) => slices.reduce((sum, { count }) => sum + count, 0)
const noHold = () => {
  throw new Error('the sinks were held')
}
/** A comparison that may hold no sink, as the keeper makes it. */
const compareUnheld = () =>
  openReconcile({
    ...{ db: db(), warehouse: service.service.warehouse, log: openLog('fatal'), exclusively: noHold },
    howFar: async () => ({ position: await logHead(db()), batches: [] }),
    keepLetters: async () => {},
    async *left() {},
  })({ repair: true, onlySettled: true })

test('the sink counts what it reads, as the events themselves are counted', async () => {
  expect(await countedPosition(db())).toEqual(await logHead(db()))
  const counted = await counts()
  expect(events(counted)).toBe(400)
  expect(counted).toHaveLength(15)
  expect(counted).toEqual(sorted(await recountRange(db(), all, await logHead(db()))))
  expect(await miscounted()).toEqual([])
})

test('stores that agree are compared without holding a sink', async () => {
  expect(await compareUnheld()).toMatchObject({ compared: 15, events: 400, differences: [], drift: [], repaired: 0 })
})

test('any position of the log is counted exactly, before the place of the counts and behind it', async () => {
  const { rows } = await db().query<{ tx: string; position: string }>(
    'SELECT tx, position FROM event_keys ORDER BY tx, position OFFSET 150 LIMIT 1',
  )
  const place = rows[0] ?? logStart
  expect(events(await countSlices(db(), all, place))).toBe(151)
  expect(sorted(await countSlices(db(), all, place))).toEqual(sorted(await recountRange(db(), all, place)))
  expect(await countSlices(db(), all, logStart)).toEqual([])
})

test('a ledger that has no counts yet is counted from its events, and resumes where it was cut off', async () => {
  const before = await counts()
  await db().query("DELETE FROM log_counts; UPDATE log_counted SET tx = '0', position = 0")
  // Until it is counted, the log's own events make up for it.
  expect(await counts()).toEqual(before)
  const { rows } = await db().query<{ tx: string; position: string }>(
    'SELECT tx, position FROM event_keys ORDER BY tx, position OFFSET 99 LIMIT 1',
  )
  await countLog(db(), rows[0] ?? logStart)
  expect(await counts()).toEqual(before)
  const head = await logHead(db())
  await Promise.all([countLog(db(), head), countLog(db(), head), countLog(db(), rows[0] ?? logStart)])
  expect(await countedPosition(db())).toEqual(head)
  expect(await counts()).toEqual(before)
  expect(await miscounted()).toEqual([])
})

test('the reader continues to count behind what another has counted', async () => {
  await service.send(Array.from({ length: 50 }, (_, n) => reading(400 + n)))
  await service.settled()
  await countLog(db(), await logHead(db()))
  await service.send(Array.from({ length: 50 }, (_, n) => reading(450 + n)))
  await service.settled()
  expect(await countedPosition(db())).toEqual(await logHead(db()))
  expect(events(await counts())).toBe(500)
  expect(await miscounted()).toEqual([])
})

test('events that the ledger lost, or that were changed in it, are found by a recount, wherever it begins', async () => {
  const wanted = "idempotency_key = 'event 11'"
  const lost = await db().query(`DELETE FROM events WHERE ${wanted} RETURNING occurred_at`)
  expect(lost.rows).toHaveLength(1)
  for (const random of [0, 0.2, 0.999]) {
    const found = await recountSome(db(), () => random)
    if (random < 0.9) {
      expect(found).toMatchObject([
        { type: 'telemetry', hour: '2026-10-02T01:00:00Z', counted: { count: 50 }, held: { count: 49 } },
      ])
    } else expect(found).toEqual([])
  }
  // The warehouse has it and the log counted it: nothing is taken away there.
  expect(await compareUnheld()).toMatchObject({ differences: [], repaired: 0 })
  await db().query(`UPDATE events SET checksum = checksum + 1 WHERE idempotency_key = 'event 0'`)
  const found = sorted(await miscounted())
  expect(found).toHaveLength(2)
  expect(found[0]?.held.count).toBe(found[0]?.counted.count)
  expect(found[0]?.held.checksum).not.toBe(found[0]?.counted.checksum)
})

test('a recount that is asked for believes the ledger, and the warehouse is made to agree', async () => {
  const first = await service.call('POST', '/analytics/reconcile', { repair: true, recount: true })
  expect(first.body.differences).toHaveLength(2)
  expect(first.body).toMatchObject({ events: 499, repaired: 2 })
  expect(await miscounted()).toEqual([])
  expect(await compareUnheld()).toMatchObject({ events: 499, differences: [], drift: [] })
})

test('counts that were changed are corrected where ledger and warehouse agree, and nothing else is', async () => {
  await db().query(
    `UPDATE log_counts SET events = events + 3, checksum = 5 WHERE hour = '2026-10-01T00:00:00Z' AND type = 'product'`,
  )
  await expect(compareUnheld()).rejects.toThrow('the sinks were held')
  const { body } = await service.call('POST', '/analytics/reconcile', { repair: true })
  expect(body).toMatchObject({ events: 499, differences: [], drift: [], repaired: 0 })
  expect(await miscounted()).toEqual([])
})

test('while events pour in, the keeper’s comparison finds nothing and holds nothing', async () => {
  let isDone = false
  const sending = (async () => {
    for (let n = 500; n < 2_500; n += 100) await service.send(Array.from({ length: 100 }, (_, k) => reading(n + k)))
    isDone = true
  })()
  const { reconcile } = service.service.deps
  for (let rounds = 0; !isDone || rounds < 3; rounds += 1) {
    expect(await reconcile({ repair: true, onlySettled: true })).toMatchObject({
      differences: [],
      drift: [],
      repaired: 0,
    })
    const { rows } = await db().query('SELECT FROM log_consumers WHERE held_until IS NOT NULL')
    expect(rows).toEqual([])
  }
  await sending
  await service.settled()
  expect(await service.call('POST', '/analytics/reconcile', {})).toMatchObject({
    body: { events: 2_499, differences: [], drift: [] },
  })
  expect(await miscounted()).toEqual([])
})
