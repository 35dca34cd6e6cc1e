import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../simulator/random.ts'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerAnomalies } from '../../src/insights/anomalies/answer.ts'
import { answerFunnel } from '../../src/insights/funnel/answer.ts'
import { answerJourneys } from '../../src/insights/journeys/answer.ts'
import { answerLifetimeValue } from '../../src/insights/lifetime-value/answer.ts'
import { answerLot } from '../../src/insights/lot/answer.ts'
import { answerLots } from '../../src/insights/lots/answer.ts'
import { answerNotableEvents } from '../../src/insights/notable-events.ts'
import { answerRetention } from '../../src/insights/retention/answer.ts'
import { answerSamples } from '../../src/insights/samples/answer.ts'
import { answerStock } from '../../src/insights/stock/answer.ts'
import { answerTrace } from '../../src/insights/trace/answer.ts'
import type { LoggedEvent } from '../../src/ledger/read-log.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { TestWarehouse } from './open.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

/**
 * Invariant: the same log gives the same figures, in whichever batches, order, store or process its events come. Each
 * tenant below has the same events with the same places in the log; ids, times of receipt and batches are its own.
 */
const seed = 'log order'
const random = new Random(seed)
const pick = <T>(values: readonly T[]) => random.pick([...values])

/** Few moments and few things, so that most things have several events of one moment. */
function happening(n: number): StoredEvent {
  const occurred_at = `2026-10-0${random.whole(1, 3)}T0${random.whole(8, 9)}:00:00.000000Z`
  const user_id = pick(['u1', 'u2', 'u3', 'u4'])
  const common = { occurred_at, user_id, session_id: `${user_id}-s`, context: { country: pick(['ES', 'FR']) } }
  const lot = pick(['L1', 'L2', 'L3'])
  const firmware = pick(['1.0', '1.1', '2.0'])
  const device_id = pick(['d1', 'd2'])
  const makers: (() => StoredEvent)[] = [
    () => count(lot, common),
    () => stored({ ...common, type: 'subscription', action: pick(['started', 'paused', 'cancelled']), data: mrr() }),
    () =>
      stored({
        ...common,
        type: 'batch',
        action: pick(['produced', 'released', 'recalled']),
        data: { lot, product_id: 'p1', reason: pick(['a', 'b']), units_produced: random.whole(1, 9) },
      }),
    () => stored({ ...common, type: 'product', action: 'viewed', data: { product_id: pick(['p1', 'p2']) } }),
    () => stored({ ...common, type: 'cart', action: 'item_added', data: { cart_id: 'c', product_id: 'p1' } }),
    () => paid(`o${random.whole(1, 5)}`, common),
    () => placed(`o${random.whole(1, 5)}`, random.whole(1, 3), random.whole(1, 50), common),
    () =>
      stored({
        ...common,
        type: 'device',
        action: 'firmware_updated',
        device_id,
        data: { device_type: 'g', firmware, lot },
      }),
    () =>
      stored({
        ...common,
        type: 'telemetry',
        action: 'read',
        device_id,
        data: { metric: 'glucose', unit: 'mg/dL', value: random.whole(40, 300), firmware },
      }),
  ]
  return { ...pick(makers)(), idempotency_key: `e${n}` }
}

const count = (lot: string, common: Partial<StoredEvent>) =>
  stored({
    ...common,
    type: 'inventory',
    action: 'counted',
    data: { product_id: 'p1', warehouse_id: pick(['w1', 'w2']), lot, on_hand: random.whole(0, 4), reorder_point: 5 },
  })
const mrr = () => ({ subscription_id: pick(['s1', 's2', 's3']), plan: pick(['a', 'b']), mrr: 10, currency: 'EUR' })
const paid = (order_id: string, common: Partial<StoredEvent>) =>
  stored({
    ...common,
    type: 'payment',
    action: 'captured',
    order_id,
    data: {
      payment_id: `p${random.whole(1, 99)}`,
      gateway: pick(['x', 'y']),
      method: 'card',
      amount: 5,
      currency: 'EUR',
    },
  })

const log = Array.from({ length: 400 }, (_, n) => happening(n))
const logged = (events: readonly StoredEvent[]): LoggedEvent[] =>
  events.map((event) => ({ tx: '7', position: event.idempotency_key.slice(1), event }))

/** The log as one of the tenants gets it. */
const copy = (tenant_id: string) =>
  log.map((event): StoredEvent => {
    const { id, checksum } = stored({ type: event.type, action: event.action })
    return { ...event, id, checksum, tenant_id, received_at: `2026-10-05T0${random.whole(0, 9)}:00:00.000000Z` }
  })

function shuffled<T>(values: readonly T[]): T[] {
  const rest = [...values]
  return values.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0] as T)
}

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let warehouse: TestWarehouse
const tenants = ['in-order', 'reversed', 'shuffled', 'one-by-one']
const ids = new Map<string, Map<string, string>>()

beforeAll(async () => {
  opened = await openTestWarehouse({ logged })
  warehouse = opened.warehouse
  for (const tenant of tenants) {
    const events = copy(tenant)
    ids.set(tenant, new Map(events.map(({ id, idempotency_key }) => [id, idempotency_key])))
    const order = { reversed: events.toReversed(), shuffled: shuffled(events) }[tenant] ?? events
    const size = { 'one-by-one': 9, reversed: 60, shuffled: 130 }[tenant] ?? events.length
    for (let from = 0; from < order.length; from += size) {
      await warehouse.insert(order.slice(from, from + size), `${tenant} ${from}`)
    }
  }
})
afterAll(() => opened.close())

const range = { from: '2026-10-01', to: '2026-10-04' }
const step = (type: string, action: string) => ({ type, action })
const view = step('product', 'viewed')

const views: Record<string, (tenant: string) => Promise<unknown>> = {
  'levels by day and warehouse': (tenant) =>
    warehouse.ask(
      tenant,
      answerQuery,
      {
        metrics: ['stock_on_hand', 'stockouts', 'products_below_reorder', 'inventory_age_days'],
        ...range,
        granularity: 'day',
        dimensions: ['warehouse_id'],
      },
      euros,
    ),
  'subscriptions by plan': (tenant) =>
    warehouse.ask(
      tenant,
      answerQuery,
      { metrics: ['mrr', 'subscriptions_active'], ...range, granularity: 'hour', dimensions: ['plan'] },
      euros,
    ),
  'orders by what paid for them': (tenant) =>
    warehouse.ask(tenant, answerQuery, { metrics: ['gmv', 'orders'], ...range, dimensions: ['gateway'] }, euros),
  stock: (tenant) => warehouse.ask(tenant, answerStock, { at: '2026-10-04' }),
  lots: (tenant) => warehouse.ask(tenant, answerLots, { ...range }),
  'a lot': async (tenant) => {
    const { reports, ...lot } = await warehouse.ask(tenant, answerLot, { ...{ ...range }, lot: 'L1' })
    return { ...lot, reports: reports.length }
  },
  'notable events': async (tenant) => {
    const { events } = await warehouse.ask(tenant, answerNotableEvents, range)
    return events.map((event) => ({ ...event, id: ids.get(tenant)?.get(event.id) }))
  },
  funnel: (tenant) =>
    warehouse.ask(tenant, answerFunnel, {
      steps: [view, step('cart', 'item_added'), view],
      by: 'user_id',
      window_seconds: 86_400,
      ...range,
      breakdown: 'product_id',
    }),
  retention: (tenant) =>
    warehouse.ask(tenant, answerRetention, {
      cohort: step('order', 'placed'),
      returning: view,
      by: 'user_id',
      period: 'day',
      ...range,
      filters: { country: 'ES' },
    }),
  journeys: (tenant) => warehouse.ask(tenant, answerJourneys, { by: 'user_id', depth: 8, top: 8, ...range }),
  samples: async (tenant) => {
    const { events } = await warehouse.ask(tenant, answerSamples, { metric: 'product_views', limit: 10, ...range })
    return events.map(({ id }) => ids.get(tenant)?.get(id))
  },
  'the timeline of a device': async (tenant) => {
    const event = log.find(({ type }) => type === 'telemetry') as StoredEvent
    const id = [...(ids.get(tenant) ?? [])].find(([, key]) => key === event.idempotency_key)?.[0] ?? ''
    const { timeline, ...trace } = await warehouse.ask(tenant, answerTrace, { ...event, id, tenant_id: tenant })
    return { ...trace, timeline: timeline.map((it) => ({ ...it, event_id: ids.get(tenant)?.get(it.event_id) })) }
  },
  'lifetime value': (tenant) => warehouse.ask(tenant, answerLifetimeValue, ltvOf, euros),
  anomalies: (tenant) =>
    warehouse
      .ask(tenant, answerAnomalies, { metric: 'glucose', window: 30, threshold: 3.5, limit: 10, ...range })
      .then(({ samples, ...rest }) => ({
        ...rest,
        samples: samples.map(({ event_id }) => ids.get(tenant)?.get(event_id)),
      })),
}
const ltvOf = { ...range, horizon_days: 30, period: 'day', limit: 10, order_by: '-frequency' } as const

const withoutMeta = (answer: unknown) => {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer
  const { meta, ...rest } = answer as Record<string, unknown>
  return rest
}

describe(`the same log in other batches (seed: ${seed})`, () => {
  it.each(Object.keys(views))('gives the same answer: %s', async (name) => {
    const ask = views[name] as (tenant: string) => Promise<unknown>
    const first = withoutMeta(await ask('in-order'))
    for (const tenant of tenants.slice(1)) expect(withoutMeta(await ask(tenant)), tenant).toEqual(first)
  })

  it('takes the last word of a thing in the order of the log', async () => {
    const last = new Map<string, number>()
    const counts = log.filter(({ type }) => type === 'inventory')
    const inOrder = counts.toSorted((a, b) =>
      a.occurred_at < b.occurred_at ? -1 : a.occurred_at > b.occurred_at ? 1 : 0,
    )
    for (const { data } of inOrder) last.set(`${data.warehouse_id} ${data.lot}`, data.on_hand as number)
    const { totals } = await warehouse.ask('shuffled', answerQuery, { metrics: ['stock_on_hand'], ...range }, euros)
    expect(totals.stock_on_hand).toBe([...last.values()].reduce((sum, value) => sum + value, 0))
  })
})
