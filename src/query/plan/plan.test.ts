import { describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../events/catalogue.ts'
import { loadMeasures } from '../../measures/catalogue.ts'
import { modelOf } from '../../warehouse/tables/model.ts'
import { parse } from '../parse.ts'
import type { QueryRequest } from '../request.ts'
import { isMoney, type MoneyMode, plan } from './plan.ts'

const zones = new Set(['UTC', 'Europe/Madrid', 'Asia/Calcutta'])
const model = modelOf(await loadCatalogue(), await loadMeasures(), zones)

/** Where the sums of a request come from: a rollup's name, or the shape of events. */
function sources(request: Partial<QueryRequest>, tenantZone?: string, mode: MoneyMode = 'plain'): string[] {
  const given = { metrics: ['gmv'], from: '2026-10-01', to: '2026-11-01', ...request }
  const question = parse(given, model, tenantZone)
  return plan(question, question.range, mode, model).flatMap(({ reads }) =>
    reads.map(({ from }) =>
      'table' in from ? from.name : `events${from.lines ? ' lines' : ''}${from.paid ? ' paid' : ''}`,
    ),
  )
}

describe('plan', () => {
  it('takes the smallest rollup that has every dimension and filter', () => {
    expect(sources({})).toEqual(['total'])
    expect(sources({ metrics: ['gmv', 'sessions'], filters: { country: 'ES' } })).toEqual(['context'])
    expect(sources({ dimensions: ['category'] })).toEqual(['line'])
    expect(sources({ metrics: ['payments_captured'], dimensions: ['gateway'] })).toEqual(['context'])
  })

  it('takes events where no rollup has a dimension', () => {
    expect(sources({ metrics: ['sessions'], dimensions: ['city'] })).toEqual(['events'])
    expect(sources({ dimensions: ['category', 'country'] })).toEqual(['events lines'])
    expect(sources({ metrics: ['active_devices', 'readings'], dimensions: ['lot'] })).toEqual(['events'])
  })

  it('gives orders the gateway of their payment, and payments their own', () => {
    expect(sources({ metrics: ['gmv', 'payments_captured'], dimensions: ['gateway'] })).toEqual([
      'events paid',
      'context',
    ])
    expect(sources({ dimensions: ['gateway', 'brand'] })).toEqual(['events lines paid'])
  })

  it('takes events where buckets are less than whole UTC hours, and beside a rollup where a bucket ends within one', () => {
    expect(sources({ timezone: 'Europe/Madrid' })).toEqual(['total'])
    expect(sources({ timezone: 'Asia/Kolkata', granularity: 'day' })).toEqual(['total'])
    expect(sources({ timezone: 'Asia/Kolkata', granularity: 'hour' })).toEqual(['events'])
    expect(sources({ from: '2026-10-01T00:30:00Z' })).toEqual(['total'])
    expect(sources({ from: '2026-10-01T00:30:41Z' })).toEqual(['events'])
  })

  it("takes events for a sum that depends on the tenant's time zone, unless that is UTC", () => {
    const metrics = ['on_time_delivery_rate', 'orders']
    expect(sources({ metrics })).toEqual(['total'])
    expect(sources({ metrics, timezone: 'Europe/Madrid' })).toEqual(['total'])
    expect(sources({ metrics }, 'Europe/Madrid')).toEqual(['events', 'total'])
  })

  it('takes events for what no rollup keeps', () => {
    expect(sources({ metrics: ['payment_latency_p95', 'chargebacks'] })).toEqual(['events'])
    expect(sources({ metrics: ['chargeback_rate'] })).toEqual(['events', 'total'])
  })

  it('reads what is whole for a dimension without it', () => {
    const asked = { metrics: ['search_ctr'], dimensions: ['position', 'country'], filters: { position: '1' } }
    const question = parse({ from: '2026-10-01', to: '2026-11-01', ...asked }, model)
    const [part] = plan(question, question.range, 'plain', model)
    expect(part?.reads.map(({ sums, keys, filters }) => [[...sums.keys()], keys, filters.length])).toEqual([
      [['search_clicks_clicked'], ['position', 'country'], 1],
      [['search_ctr_performed'], ['country'], 0],
    ])
  })

  it('reads what must be converted along with the rest, but for events, of which only those with money are given rates', () => {
    expect(sources({ metrics: ['aov'] }, 'UTC', 'converted')).toEqual(['total'])
    expect(sources({ metrics: ['aov'], dimensions: ['gateway'] }, 'UTC', 'converted')).toEqual(['events paid'])
    expect(sources({ metrics: ['aov'], dimensions: ['city'] }, 'UTC', 'converted')).toEqual(['events', 'events'])
  })

  it('answers only money by currency where a rate is missing', () => {
    const question = parse({ metrics: ['sessions', 'aov'], from: '2026-10-01', to: '2026-11-01' }, model)
    const parts = plan(question, question.range, 'apart', model)
    expect(parts.map(({ metrics, keys }) => [metrics.map(({ id }) => id), keys])).toEqual([
      [['aov'], ['currency']],
      [['sessions'], []],
    ])
  })
})

describe('isMoney', () => {
  it('is true of amounts and of what is made of them', () => {
    const areMoney = (...ids: string[]) =>
      ids.map((id) => model.measures.get(id)).map((it) => it && isMoney(it, model.measures))
    expect(areMoney('gmv', 'aov', 'mrr', 'inventory_turnover', 'refund_amount')).toEqual(Array(5).fill(true))
    expect(areMoney('orders', 'stock_on_hand', 'subscriptions_active')).toEqual([false, false, false])
  })
})
