import { expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { type EventFilters, findEvent, findEvents, lookUp } from '../../src/ledger/look-up.ts'
import { logHead, logStart, readLog } from '../../src/ledger/read-log.ts'
import { newEvent } from './new-event.ts'
import { openLedgerForFile } from './open-ledger.ts'

const ledger = openLedgerForFile()
const minute = (number: number) => `2026-10-01T10:${String(number).padStart(2, '0')}:00.000000Z`

/** All pages of a look-up; between two pages `meanwhile` happens. */
async function readPages(tenantId: string, filters: EventFilters, limit: number, meanwhile = async () => {}) {
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const page = await findEvents(ledger.db, tenantId, filters, { limit, ...(cursor && { cursor }) })
    keys.push(...page.events.map(({ idempotency_key }) => idempotency_key))
    cursor = page.next_cursor ?? undefined
    await meanwhile()
  } while (cursor !== undefined)
  return keys
}

test('pages hold every event once, also of one and the same moment', async () => {
  const events = Array.from({ length: 25 }, (_, index) =>
    newEvent(`k${index}`, { tenant_id: 'same', occurred_at: minute(0) }),
  )
  await appendEvents(ledger.db, events)
  const keys = await readPages('same', {}, 4)
  expect(keys).toHaveLength(25)
  expect(new Set(keys).size).toBe(25)
})

test('pages neither repeat nor hide an event while others arrive before, between and behind', async () => {
  const make = (key: string, at: number) => newEvent(key, { tenant_id: 'busy', occurred_at: minute(at) })
  await appendEvents(
    ledger.db,
    Array.from({ length: 20 }, (_, index) => make(`there${index}`, index * 2)),
  )
  let arrived = 0
  const keys = await readPages('busy', {}, 3, async () => {
    arrived += 1
    await appendEvents(
      ledger.db,
      [59, 2 * (20 - arrived), 1].map((at, index) => make(`new${arrived}-${index}`, at)),
    )
  })
  expect(new Set(keys).size).toBe(keys.length)
  const there = keys.filter((key) => key.startsWith('there'))
  expect(there).toEqual(Array.from({ length: 20 }, (_, index) => `there${19 - index}`))
})

test('filters narrow a look-up, to is not included, and moments count to the microsecond', async () => {
  const make = (key: string, change: Partial<StoredEvent>) => newEvent(key, { tenant_id: 'filter', ...change })
  await appendEvents(ledger.db, [
    make('a', { occurred_at: '2026-10-01T10:00:00.000001Z', user_id: 'u1', session_id: 's1' }),
    make('b', { occurred_at: '2026-10-01T10:00:00.000002Z', user_id: 'u2', order_id: 'o1' }),
    make('c', { occurred_at: '2026-10-01T10:00:00.000003Z', user_id: 'u1', type: 'dose', action: 'delivered' }),
  ])
  const keys = (filters: EventFilters) => readPages('filter', filters, 10)
  expect(await keys({ user_id: 'u1' })).toEqual(['c', 'a'])
  expect(await keys({ user_id: 'u1', session_id: 's1' })).toEqual(['a'])
  expect(await keys({ order_id: 'o1' })).toEqual(['b'])
  expect(await keys({ type: 'dose', action: 'delivered' })).toEqual(['c'])
  expect(await keys({ device_id: 'd-1' })).toEqual(['c', 'b', 'a'])
  const range = { from: '2026-10-01T12:00:00.000002+02:00', to: '2026-10-01T10:00:00.000003Z' }
  expect(await keys(range)).toEqual(['b'])
})

/** Events that name a payment, a parcel, a cart or a lot, the last in each of the places where a lot may stand. */
const named = (tenant_id: string) => [
  newEvent('captured', { tenant_id, type: 'payment', data: { payment_id: 'p-1' }, occurred_at: minute(1) }),
  newEvent('refunded', { tenant_id, type: 'refund', data: { payment_id: 'p-1' }, occurred_at: minute(2) }),
  newEvent('delivered', { tenant_id, type: 'shipment', data: { shipment_id: 's-1', lots: ['L-1', 'L-2'] } }),
  newEvent('paid', { tenant_id, type: 'checkout', data: { cart_id: 'c-1' }, occurred_at: minute(4) }),
  newEvent('made', { tenant_id, type: 'batch', data: { lot: 'L-1' }, occurred_at: minute(5) }),
  newEvent('placed', {
    tenant_id,
    ...{ type: 'order', data: { items: [{ lot: 'L-0' }, { lot: 'L-1' }] }, occurred_at: minute(6) },
  }),
  newEvent('reported', { tenant_id, type: 'adverse_event', data: { report_id: 'r-1' }, occurred_at: minute(8) }),
  newEvent('of no report', { tenant_id, type: 'order', data: { report_id: 'r-1' }, occurred_at: minute(9) }),
  newEvent('lotless', { tenant_id, type: 'order', data: { items: [{ quantity: 1 }] }, occurred_at: minute(7) }),
]
const byName: [EventFilters, string[], string[]][] = [
  [{ payment_id: 'p-1' }, ['refunded', 'captured'], ['events_payment']],
  [{ payment_id: 'p-1', type: 'refund' }, ['refunded'], ['events_payment']],
  [{ shipment_id: 's-1' }, ['delivered'], ['events_shipment']],
  [{ cart_id: 'c-1' }, ['paid'], ['events_cart']],
  [{ report_id: 'r-1' }, ['reported'], ['events_type']],
  [{ lot: 'L-1' }, ['placed', 'made', 'delivered'], ['events_lot', 'events_lots_within']],
  [{ lot: 'L-2' }, ['delivered'], ['events_lot', 'events_lots_within']],
  [{ lot: 'L-3' }, [], ['events_lot', 'events_lots_within']],
]

test('events are found by the payment, parcel, cart or lot that they name, and those of other tenants are not', async () => {
  await appendEvents(ledger.db, [...named('named'), ...named('others')])
  for (const [filters, keys] of byName)
    expect(await readPages('named', filters, 1), JSON.stringify(filters)).toEqual(keys)
})

test('each of these look-ups, and one by type, goes by its index', async () => {
  const many = Array.from({ length: 500 }, (_, index) => {
    const lot = `L${index}`
    const id = String(index)
    const data = { payment_id: id, shipment_id: id, cart_id: id, lot, items: [{ lot }], lots: [lot] }
    return newEvent(`plan-${index}`, { tenant_id: 'plan', type: `t${index % 50}`, data })
  })
  await appendEvents(ledger.db, many)
  await ledger.db.query('ANALYZE events')
  for (const [filters, , indexes] of [...byName, [{ type: 't7' }, [], ['events_type']] as const]) {
    if ('type' in filters && 'payment_id' in filters) continue
    const { text, values } = lookUp('plan', filters, { limit: 100 })
    const client = await ledger.db.connect()
    try {
      // There is too little to read for an index to pay; what counts is that one can be used.
      await client.query('BEGIN; SET LOCAL enable_seqscan = off')
      const { rows } = await client.query(`EXPLAIN ${text}`, values)
      const { rows: names } = await client.query(
        `SELECT child.relname AS partition_index, parent.relname AS name FROM pg_inherits
         JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent`,
      )
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      const used = names.filter((it) => plan.includes(it.partition_index)).map(({ name }) => name)
      expect(used, plan).toEqual(expect.arrayContaining([...indexes]))
      expect(plan).not.toContain('Seq Scan')
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
})

test.each<[string, EventFilters]>([
  ['by a column', {}],
  ['by a field of data', { payment_id: 'large' }],
])('a page of large events is bounded in bytes, and the pages together hold each once: %s', async (how, filters) => {
  const tenant_id = `large ${how}`
  const filler = 'x'.repeat(900_000)
  const made = Array.from({ length: 40 }, (_, index) =>
    newEvent(`large-${index}`, { tenant_id, occurred_at: minute(index), data: { payment_id: 'large', filler } }),
  )
  for (let from = 0; from < made.length; from += 10) await appendEvents(ledger.db, made.slice(from, from + 10))
  const sizes: number[] = []
  const keys: string[] = []
  let cursor: string | undefined
  do {
    const page = await findEvents(ledger.db, tenant_id, filters, { limit: 1_000, ...(cursor && { cursor }) })
    expect(page.events[0]).not.toHaveProperty('more')
    sizes.push(page.events.length)
    keys.push(...page.events.map(({ idempotency_key }) => idempotency_key))
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  expect(sizes).toEqual([19, 19, 2])
  expect(keys).toEqual(Array.from({ length: 40 }, (_, index) => `large-${39 - index}`))
})

test('a tenant finds only its own', async () => {
  const mine = newEvent('k', { tenant_id: 'mine', user_id: 'u' })
  const theirs = newEvent('k', { tenant_id: 'theirs', user_id: 'u' })
  await appendEvents(ledger.db, [mine, theirs])
  expect(await readPages('mine', { user_id: 'u' }, 10)).toEqual(['k'])
  expect(await findEvent(ledger.db, 'mine', mine.event.id)).toEqual(mine.event)
  expect(await findEvent(ledger.db, 'mine', theirs.event.id)).toBeUndefined()
  const log = await readLog(ledger.db, logStart, { limit: 100, tenantId: 'mine' })
  expect(log.map(({ event }) => event.id)).toEqual([mine.event.id])
})

const cursorOf = (text: string) => Buffer.from(text).toString('base64url')

test.each([
  'nonsense',
  '',
  cursorOf('2026-10-01T10:00:00.000000Z'),
  cursorOf('2026-13-45T10:00:00.000000Z 01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f'),
  cursorOf('2026-02-30T10:00:00.000000Z 01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f'),
  cursorOf('0000-01-01T00:00:00.000000Z 01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f'),
  cursorOf('2026-10-01T10:00:00.000000Z ------------------------------------'),
])('a cursor that this service never gave is refused: %s', async (cursor) => {
  const looking = findEvents(ledger.db, 'demo', {}, { limit: 10, cursor })
  await expect(looking).rejects.toMatchObject({ code: 'malformed_cursor' })
})

test('the log is read in the order of its positions, by pages, and again the same', async () => {
  const before = await logHead(ledger.db)
  const keys: string[] = []
  for (let batch = 0; batch < 5; batch++) {
    const events = Array.from({ length: 7 }, (_, index) =>
      newEvent(`b${batch}-${index}`, { tenant_id: 'ordered', occurred_at: minute(59 - batch * 7 - index) }),
    )
    keys.push(...events.map(({ event }) => event.idempotency_key))
    await appendEvents(ledger.db, events)
  }
  const read: string[] = []
  let at = before
  for (;;) {
    const page = await readLog(ledger.db, at, { limit: 4 })
    const last = page.at(-1)
    if (last === undefined) break
    read.push(...page.map(({ event }) => event.idempotency_key))
    at = { tx: last.tx, position: last.position }
  }
  expect(read).toEqual(keys)
  const until = (await readLog(ledger.db, before, { limit: 10 })).at(-1)
  const again = await readLog(ledger.db, before, { limit: 1_000, ...(until && { until }) })
  expect(again.map(({ event }) => event.idempotency_key)).toEqual(keys.slice(0, 10))
})
