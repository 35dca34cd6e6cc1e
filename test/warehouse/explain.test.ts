import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerExplain } from '../../src/insights/explain/answer.ts'
import type { Breakdown, ExplainAnswer, ExplainRequest } from '../../src/insights/explain/request.ts'
import type { Money } from '../../src/warehouse/sql/money.ts'
import { euros, openTestWarehouse, payment, placed, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
})
afterAll(() => opened.close())

let tenants = 0
/** Writes events for a tenant of their own and gives the function that asks why October differs from September. */
async function given(events: readonly StoredEvent[]) {
  tenants += 1
  const tenant_id = `explained${tenants}`
  await opened.warehouse.insert(
    events.map((event) => ({ ...event, tenant_id })),
    tenant_id,
  )
  return async (request: Partial<ExplainRequest> & Pick<ExplainRequest, 'metric'>, money: Money = euros) => {
    const ranges = { from: '2026-10-01', to: '2026-11-01', compared: { from: '2026-09-01', to: '2026-10-01' } }
    const answer = await opened.warehouse.ask(tenant_id, answerExplain, { ...ranges, limit: 10, ...request }, money)
    expectToAddUp(answer)
    return answer
  }
}

const months = { september: '2026-09-10T12:00:00.000000Z', october: '2026-10-10T12:00:00.000000Z' }
type Month = keyof typeof months
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

/** Payments of a month: so many captured and failed over a gateway in a country. */
const payments = (
  month: Month,
  gateway: string,
  country: string,
  captured: number,
  failed: number,
  decline = 'expired',
) =>
  times(captured + failed, (index) =>
    payment(index < captured ? 'captured' : 'failed', 10, {
      occurred_at: months[month],
      context: { country },
      data: { gateway, ...(index < captured ? {} : { decline_code: decline }) },
    }),
  )
let orders = 0
const placedIn = (month: Month, country: string, count: number, price = 10) =>
  times(count, () => {
    orders += 1
    return placed(`order-${orders}`, 1, price, { occurred_at: months[month], context: { country } })
  })

function by(answer: ExplainAnswer, ...dimensions: string[]): Breakdown {
  const found = answer.breakdowns.find((it) => String(it.dimensions) === String(dimensions))
  expect(found, `${dimensions} in ${answer.breakdowns.map((it) => it.dimensions)}`).toBeDefined()
  return found as Breakdown
}
const segment = ({ segments }: Breakdown, ...values: (string | null)[]) =>
  segments.find(({ filters }) => String(Object.values(filters)) === String(values))

/** Contributions of every table add up to the change, by whatever dimension. */
function expectToAddUp(answer: ExplainAnswer) {
  for (const it of [...answer.breakdowns, ...(answer.crossed ? [answer.crossed] : [])]) {
    const told = it.segments.reduce((sum, { contribution }) => sum + contribution, 0)
    expect(told + it.others.contribution + it.unattributed, String(it.dimensions)).toBeCloseTo(answer.change ?? 0, 9)
    for (const { mix_effect, rate_effect, contribution } of it.segments) {
      if (mix_effect !== null) expect(mix_effect + (rate_effect ?? 0)).toBeCloseTo(contribution, 12)
    }
  }
}

describe('a rate', () => {
  test('that one gateway spoils is explained by it, by its decline code and by both in their country', async () => {
    const ask = await given([
      ...payments('september', 'stripe', 'ES', 190, 10),
      ...payments('september', 'stripe', 'PT', 95, 5),
      ...payments('september', 'adyen', 'ES', 190, 10),
      ...payments('october', 'stripe', 'ES', 120, 80, 'gateway_timeout'),
      ...payments('october', 'stripe', 'PT', 95, 5),
      ...payments('october', 'adyen', 'ES', 190, 10),
    ])
    const answer = await ask({ metric: 'payment_success_rate' })
    expect(answer).toMatchObject({ kind: 'rate', previous: 0.95, current: 0.81, n_previous: 500, n_current: 500 })
    expect(answer).toMatchObject({ verdict: 'explained', change: expect.closeTo(-0.14, 12) })
    expect(answer.interval?.high).toBeLessThan(-0.05)

    const gateways = by(answer, 'gateway')
    expect(gateways).toMatchObject({ of: null, unattributed: 0, withheld: 0 })
    // 300 of 500 payments, whose rate fell from 0.95 to 215/300.
    expect(segment(gateways, 'stripe')).toMatchObject({
      ...{ n_previous: 300, n_current: 300, previous: 0.95, current: expect.closeTo(215 / 300, 12) },
      ...{ contribution: expect.closeTo(-0.14, 12), share: expect.closeTo(1, 12), stands_out: true },
      ...{ rate_effect: expect.closeTo(-0.14, 12), mix_effect: expect.closeTo(0, 12) },
    })
    expect(segment(gateways, 'adyen')).toMatchObject({ contribution: 0, previous: 0.95, current: 0.95 })

    const codes = by(answer, 'decline_code')
    expect(codes.of).toBe('payments_failed')
    expect(segment(codes, 'gateway_timeout')).toMatchObject({
      ...{ previous: null, current: 80, contribution: -0.16, stands_out: true },
    })
    expect(answer.top.map(({ filters }) => filters)).toContainEqual({ gateway: 'stripe' })
    expect(answer.top.map(({ filters }) => filters)).toContainEqual({ decline_code: 'gateway_timeout' })
    expect(answer.crossed?.dimensions).toEqual(['gateway', 'method', 'decline_code', 'country'])
    expect(answer.crossed?.segments[0]).toMatchObject({
      filters: { gateway: 'stripe', method: 'card', decline_code: 'gateway_timeout', country: 'ES' },
      ...{ contribution: -0.16, stands_out: true },
    })
    expect(answer.skipped).toContainEqual({ dimension: 'method', reason: 'one_value' })
  })

  test('that falls only because the worse segment grew has a mix effect and no rate effect', async () => {
    const ask = await given([
      ...payments('september', 'stripe', 'ES', 380, 20),
      ...payments('september', 'stripe', 'BR', 60, 40),
      ...payments('october', 'stripe', 'ES', 95, 5),
      ...payments('october', 'stripe', 'BR', 240, 160),
    ])
    const answer = await ask({ metric: 'payment_success_rate' })
    const countries = by(answer, 'country')
    for (const country of ['ES', 'BR']) {
      const it = segment(countries, country)
      expect(it?.rate_effect).toBeCloseTo(0, 12)
      expect(it).toMatchObject({ stands_out: true })
    }
    // Shares from 0.8 and 0.2 to 0.2 and 0.8; rates 0.95 and 0.6, against their mean of 0.88 and 0.67.
    expect(segment(countries, 'ES')?.mix_effect).toBeCloseTo(-0.6 * (0.95 - 0.775), 12)
    expect(segment(countries, 'BR')?.mix_effect).toBeCloseTo(0.6 * (0.6 - 0.775), 12)
    expect(answer.verdict).toBe('explained')
  })

  test('that falls everywhere alike is explained by no dimension', async () => {
    const everywhere = (month: Month, captured: number) =>
      ['stripe', 'adyen'].flatMap((gateway) =>
        ['ES', 'PT', 'FR'].flatMap((country) => payments(month, gateway, country, captured, 100 - captured)),
      )
    const ask = await given([...everywhere('september', 95), ...everywhere('october', 80)])
    const answer = await ask({ metric: 'payment_success_rate' })
    expect(answer).toMatchObject({ verdict: 'alike', top: [] })
    for (const it of by(answer, 'country').segments) expect(it.contribution).toBeCloseTo(-0.05, 12)
  })

  test('that moved no more than chance moves it is noise', async () => {
    const ask = await given([
      ...payments('september', 'stripe', 'ES', 28, 2),
      ...payments('september', 'adyen', 'PT', 27, 3),
      ...payments('october', 'stripe', 'ES', 27, 3),
      ...payments('october', 'adyen', 'PT', 27, 3),
    ])
    expect(await ask({ metric: 'payment_success_rate' })).toMatchObject({ verdict: 'noise', top: [] })
  })

  test('of which one range has no observation has no change', async () => {
    const ask = await given(payments('october', 'stripe', 'ES', 5, 5))
    expect(await ask({ metric: 'payment_success_rate' })).toMatchObject({
      ...{ verdict: 'no_value', change: null, previous: null, current: 0.5, breakdowns: [], top: [] },
    })
  })
})

describe('a sum', () => {
  test('that a new country adds to is explained by it', async () => {
    const ask = await given([
      ...placedIn('september', 'ES', 100),
      ...placedIn('september', 'PT', 50),
      ...placedIn('october', 'ES', 100),
      ...placedIn('october', 'PT', 50),
      ...placedIn('october', 'FR', 60),
    ])
    const answer = await ask({ metric: 'gmv' })
    expect(answer).toMatchObject({ kind: 'sum', change: 600, verdict: 'explained', meta: { currency: 'EUR' } })
    expect(answer.top[0]).toMatchObject({
      filters: { country: 'FR' },
      ...{ previous: null, current: 600, n_previous: 0, n_current: 60, contribution: 600, share: 1, expected: 0 },
      interval: { low: expect.any(Number), high: expect.any(Number) },
    })
    // Sixty orders of 10: 600 ± 1.96 · √(60 · 10²)
    expect(answer.top[0]?.interval?.low).toBeCloseTo(600 - 1.96 * Math.sqrt(6_000), 0)
  })

  test('that rises everywhere alike is explained by no dimension', async () => {
    const countries = ['ES', 'PT', 'FR', 'DE']
    const ask = await given([
      ...countries.flatMap((country, index) => placedIn('september', country, 40 + 20 * index)),
      ...countries.flatMap((country, index) => placedIn('october', country, 80 + 40 * index)),
    ])
    const answer = await ask({ metric: 'orders' })
    expect(answer).toMatchObject({ change: 280, verdict: 'alike', top: [] })
    expect(segment(by(answer, 'country'), 'DE')).toMatchObject({ contribution: 100, expected: 100 })
  })

  test('adds up segments beyond the limit', async () => {
    const ask = await given([
      ...placedIn('september', 'ES', 30),
      ...['ES', 'PT', 'FR', 'DE'].flatMap((country, index) => placedIn('october', country, 40 - 10 * index)),
    ])
    const { segments, others } = by(await ask({ metric: 'orders', limit: 2 }), 'country')
    expect(segments.map(({ filters }) => filters.country)).toEqual(['PT', 'FR'])
    expect(others).toEqual({ segments: 2, contribution: 20 })
  })

  test('whose segments count the same thing twice leaves a rest that is reported', async () => {
    const line = { quantity: 1, unit_price: 10 }
    const items = ['patch', 'dock'].map((product_id) => ({ product_id, category: product_id, ...line }))
    const ask = await given([
      ...times(40, (index) => placed(`before-${index}`, 1, 10, { occurred_at: months.september, data: { items } })),
      ...times(70, (index) => placed(`now-${index}`, 1, 10, { occurred_at: months.october, data: { items } })),
    ])
    const answer = await ask({ metric: 'orders', dimensions: ['category'] })
    expect(by(answer, 'category').segments.map(({ contribution }) => contribution)).toEqual([30, 30])
    expect(by(answer, 'category').unattributed).toBe(-30)
  })

  test('is asked within filters, and not by what they leave one value of', async () => {
    const ask = await given([
      ...payments('september', 'stripe', 'ES', 20, 0),
      ...payments('october', 'stripe', 'ES', 50, 0),
      ...payments('october', 'adyen', 'ES', 50, 0),
    ])
    const answer = await ask({ metric: 'payments_captured', filters: { gateway: ['stripe'] } })
    expect(answer).toMatchObject({ change: 30, previous: 20 })
    expect(answer.breakdowns.flatMap(({ dimensions }) => dimensions)).not.toContain('gateway')
  })

  test('of amounts in several currencies is asked with rates, or refused', async () => {
    const ask = await given([
      ...placedIn('september', 'ES', 5),
      placed('dollars', 1, 10, { occurred_at: months.october, data: { currency: 'USD' } }),
    ])
    await expect(ask({ metric: 'gmv' })).rejects.toMatchObject({ code: 'invalid_request' })
    const rates = [{ currency: 'USD', rate: '0.5', valid_from: '2026-01-01T00:00:00.000000Z' }]
    expect((await ask({ metric: 'gmv' }, { ...euros, rates })).change).toBe(5 - 50)
  })
})

test('segments that rest on few devices are not shown, and their part of the change is', async () => {
  const doses = (month: Month, country: string, devices: number, missed: number) =>
    times(devices, (index) =>
      stored({
        ...{ type: 'dose', action: index < missed ? 'missed' : 'delivered', occurred_at: months[month] },
        ...{ device_id: `${country}-${index}`, context: { country } },
      }),
    )
  const ask = await given([
    ...doses('september', 'ES', 40, 2),
    ...doses('september', 'PT', 30, 2),
    ...doses('september', 'LU', 2, 0),
    ...doses('october', 'ES', 40, 20),
    ...doses('october', 'PT', 30, 2),
    ...doses('october', 'LU', 2, 2),
  ])
  const all = await ask({ metric: 'dose_success_rate' })
  expect(by(all, 'country')).toMatchObject({ withheld: 0, unattributed: 0 })
  const answer = await ask({ metric: 'dose_success_rate' }, { ...euros, smallCell: 5 })
  const countries = by(answer, 'country')
  expect(segment(countries, 'LU')).toBeUndefined()
  expect(countries.withheld).toBeGreaterThan(1)
  expect(countries.unattributed).not.toBe(0)
  expect(answer.meta.suppressed).toBeGreaterThan(0)
})

test('what cannot be explained by segments is refused with what can', async () => {
  const ask = await given([])
  for (const metric of ['payment_latency_p95', 'risk_score_distribution', 'consumer_lag', 'days_of_cover']) {
    await expect(ask({ metric }), metric).rejects.toMatchObject({ code: 'invalid_request' })
  }
  await expect(ask({ metric: 'nothing' })).rejects.toMatchObject({ code: 'unknown_metric' })
  await expect(ask({ metric: 'orders', dimensions: ['carrier'] })).rejects.toMatchObject({
    code: 'dimension_not_allowed',
  })
  await expect(ask({ metric: 'orders', compared: { from: 'x', to: 'y' } })).rejects.toMatchObject({
    extra: { errors: [{ path: '/compared/from' }] },
  })
})
