import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { newEvent } from '../ledger/new-event.ts'
import { startService } from '../service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const order = (items: unknown, change: Partial<StoredEvent> = {}) => ({
  ...{ type: 'order', action: 'placed', order_id: 'o', data: { currency: 'EUR', items }, ...change },
})

/** Events past the door, as an older release or another hand may have put them into the ledger, which keeps any JSON. */
const poison: [string, Partial<StoredEvent>][] = [
  ['a word in place of a number', { data: { metric: 'glucose', value: 'high', unit: 'mg/dL' } }],
  ['an object in place of a number', { data: { metric: 'glucose', value: { is: 104 }, unit: 'mg/dL' } }],
  ['an object in place of a list', order({ product_id: 'p' })],
  ['an amount beyond its column', order([{ product_id: 'p', quantity: 1, unit_price: 1e30 }])],
  ['a word in place of an amount', order([{ product_id: 'p', quantity: 1, unit_price: 'free' }])],
  ['a word in place of lines', order('none')],
  ['null among the lines', order([null])],
  ['a type that is not known', { type: 'horoscope', action: 'read' }],
]

test.each(poison)('%s is set aside, and the events around it continue', async (name, change) => {
  const { db, warehouse } = service.service
  const tenant_id = `poison-${poison.findIndex(([it]) => it === name)}`
  const beside = (key: string) => newEvent(key, { tenant_id, data: { metric: 'glucose', value: 104, unit: 'mg/dL' } })
  const poisoned = newEvent('poison', { tenant_id, ...change })
  await appendEvents(db, [beside('before'), poisoned, beside('after')])
  await service.settled()

  const range = { from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z', tenantId: tenant_id }
  const counted = await warehouse.counts(range)
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(2)
  const aside = await db.query('SELECT consumer, event_id, cause FROM set_aside_events WHERE tenant_id = $1', [
    tenant_id,
  ])
  expect(aside.rows).toEqual([{ consumer: 'warehouse', event_id: poisoned.event.id, cause: 'refused_by_warehouse' }])
  const letters = await db.query('SELECT cause, sealed FROM dead_letters WHERE tenant_id = $1', [tenant_id])
  expect(letters.rows.map(({ cause }) => cause)).toEqual(['refused_by_warehouse'])
})

test('comparing the stores does not look for what was set aside', async () => {
  const { differences } = await service.service.deps.reconcile({ repair: true })
  expect(differences).toEqual([])
  const { rows } = await service.service.db.query('SELECT count(*)::int AS events FROM set_aside_events')
  expect(rows).toEqual([{ events: poison.length }])
})

test('a comparison that would bring a refused event in sets it aside again, and takes nothing from the others', async () => {
  const { db, warehouse } = service.service
  const counted = async () => {
    const slices = await warehouse.counts({ from: '2026-10-01T00:00:00Z', to: '2026-10-02T00:00:00Z' })
    return slices.map(({ tenant_id, type, count }) => `${tenant_id} ${type} ${count}`).toSorted()
  }
  const before = await counted()
  // As when the relay set them aside, or they came back from an archive: the warehouse's consumer knows nothing of them.
  await db.query('DELETE FROM set_aside_events')
  const { reconcile } = service.service.deps
  const { differences } = await reconcile({ repair: true })
  expect(differences).toHaveLength(poison.length)
  expect(await counted()).toEqual(before)
  const aside = await db.query('SELECT count(*)::int AS events FROM set_aside_events')
  expect(aside.rows).toEqual([{ events: poison.length }])
  expect((await reconcile({ repair: true })).differences).toEqual([])
})
