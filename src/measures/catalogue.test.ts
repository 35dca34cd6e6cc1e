import { describe, expect, it } from 'vitest'
import { check, loadMeasures, partsOf } from './catalogue.ts'
import { count, defineMeasure, type Measure } from './define.ts'

const measure = (id: string, given: Partial<Measure> = {}): Measure =>
  defineMeasure({
    id,
    title: id,
    question: '?',
    numerator: 'things',
    unit: 'count',
    dimensions: ['country'],
    compute: () => 1,
    ...given,
    denominator: 'ones',
  })
const catalogue = (...measures: Measure[]) => new Map(measures.map((it) => [it.id, it]))

describe('loadMeasures', () => {
  it('finds a measure in every file, with its words for the catalogue', async () => {
    const measures = await loadMeasures()
    expect(measures.size).toBeGreaterThanOrEqual(29)
    for (const { question, title, formula } of measures.values()) {
      expect(question).toMatch(/^[A-Z].*\?$/)
      expect(title).toMatch(/^[A-Z]/)
      expect(formula.length).toBeGreaterThan(3)
    }
    expect(measures.get('aov')?.formula).toBe('gross merchandise value / orders')
  })
})

describe('the measures of the contract', () => {
  it.each([
    [
      'sales',
      'gmv orders items_sold unique_purchasers sessions aov arpu conversion_rate orders_cancelled cancellation_rate',
    ],
    ['payments', 'payments_captured payments_failed payment_success_rate payment_volume payment_latency_p50'],
    [
      'payments in depth',
      'payment_latency_p95 payment_latency_p99 risk_score_distribution chargebacks chargeback_rate',
    ],
    ['carts and refunds', 'carts_created cart_abandonment_rate refunds partial_refunds refund_amount refund_rate'],
    ['parcels', 'returns return_rate shipments_dispatched shipments_delivered rto_rate on_time_delivery_rate'],
    ['parcels in time', 'average_delivery_hours first_attempt_delivery_rate'],
    ['stock', 'stock_on_hand units_sold_per_day days_of_cover stockouts products_below_reorder inventory_turnover'],
    ['stock and making', 'shrinkage_rate inventory_age_days batch_rejection_rate'],
    ['growth', 'recommendation_ctr promotion_conversion affiliate_revenue searches zero_result_rate search_ctr'],
    [
      'people',
      'subscriptions_active subscription_churn_rate mrr loyalty_points_earned loyalty_points_redeemed dau wau mau',
    ],
    ['devices', 'active_devices device_activations device_adherence dose_success_rate readings readings_out_of_range'],
    ['harm', 'sensor_stability adverse_events adverse_event_rate'],
    ['the service', 'events_received events_rejected ingestion_error_rate dlq_size consumer_lag'],
  ])('are there: %s', async (_, ids) => {
    const measures = await loadMeasures()
    expect(ids.split(' ').filter((id) => !measures.has(id))).toEqual([])
  })
})

describe('check', () => {
  it.each([
    ['a uses the unknown measure b', [measure('a', { uses: ['b'] })]],
    ['a uses b uses a', [measure('a', { uses: ['b'] }), measure('b', { uses: ['a'] })]],
    ['a allows the unknown dimension weather', [measure('a', { dimensions: ['weather'] })]],
    ['a allows city, which b does not', [measure('a', { uses: ['b'], dimensions: ['city'] }), measure('b')]],
    [
      'b allows producer, but divides events of payment and refund',
      [
        measure('a', { sums: { n: count({ type: 'payment' }) }, dimensions: ['producer'] }),
        measure('b', { sums: { n: count({ type: 'refund' }) }, uses: ['a'], dimensions: ['producer'] }),
      ].reverse(),
    ],
    [
      'two sums are called a_b_c',
      [measure('a_b', { sums: { c: count({}) } }), measure('a', { sums: { b_c: count({}) } })],
    ],
  ])('refuses: %s', (message, measures) => {
    expect(() => check(catalogue(...measures))).toThrow(message)
  })
})

describe('partsOf', () => {
  it('puts what a measure is made of before it, once', () => {
    const measures = catalogue(measure('a', { uses: ['b', 'c'] }), measure('b', { uses: ['c'] }), measure('c'))
    expect(partsOf(measures, 'a').map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })
})
