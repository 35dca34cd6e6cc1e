import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { euros, openTestWarehouse, payment, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
const days = Array.from({ length: 28 }, (_, index) => String(index + 1).padStart(2, '0'))

/** Five payments a day, of which one fails; a parcel that came back and was sent before. */
beforeAll(async () => {
  opened = await openTestWarehouse()
  const paid = days.flatMap((day) =>
    ['captured', 'captured', 'captured', 'captured', 'failed'].map((action) =>
      payment(action, 1, { occurred_at: `2026-06-${day}T12:00:00.000000Z` }),
    ),
  )
  const parcel = (action: string, shipment_id: string) =>
    stored({ type: 'shipment', action, occurred_at: '2026-06-01T12:00:00.000000Z', data: { shipment_id } })
  await opened.warehouse.insert(
    [...paid, parcel('dispatched', 's1'), parcel('returned_to_origin', 's8'), parcel('returned_to_origin', 's9')],
    'all',
  )
})
afterAll(() => opened.close())

// The first of June 2026 is a Monday.
const ask = (more: Partial<QueryRequest>) =>
  opened.warehouse.ask(
    'acme',
    answerQuery,
    { metrics: ['payment_success_rate'], from: '2026-06-01', to: '2026-06-29', observations: true, ...more },
    euros,
  )

test('each point of a share has its observations and its interval', async () => {
  const { rows } = await ask({ granularity: 'day' })
  expect(rows).toHaveLength(28)
  // Wilson's interval of 4 of 5.
  expect(rows[0]).toEqual({
    time: '2026-06-01',
    payment_success_rate: 0.8,
    payment_success_rate_observations: 5,
    payment_success_rate_low: expect.closeTo(0.3755, 4),
    payment_success_rate_high: expect.closeTo(0.9638, 4),
  })
})

test('so has the total', async () => {
  const { observations, intervals } = await ask({})
  expect(observations).toEqual({ payment_success_rate: 140 })
  const { low, high } = intervals?.payment_success_rate ?? {}
  expect([low, high]).toEqual([expect.closeTo(0.7261, 4), expect.closeTo(0.8578, 4)])
})

test('buckets become wider until a point rests on enough, and leave four points', async () => {
  const granularityOf = async (minimum_observations: number) => {
    const { rows, meta } = await ask({ granularity: 'day', minimum_observations })
    return [meta.granularity, rows.length, meta.typical_observations]
  }
  expect(await granularityOf(5)).toEqual(['day', 28, 5])
  expect(await granularityOf(30)).toEqual(['week', 4, 35])
  // Months would leave a single point.
  expect(await granularityOf(100)).toEqual(['week', 4, 35])
})

test('what is above 1 is no share of its observations, and counts have none', async () => {
  const { rows, intervals } = await ask({ metrics: ['rto_rate', 'payments_captured'] })
  expect(rows).toEqual([
    { rto_rate: 2, rto_rate_observations: 1, rto_rate_low: null, rto_rate_high: null, payments_captured: 112 },
  ])
  expect(intervals).toEqual({ rto_rate: null })
})

test('without the question for observations rows have their measures alone', async () => {
  const { rows, observations, intervals } = await ask({ observations: false })
  expect(rows).toEqual([{ payment_success_rate: 0.8 }])
  expect([observations, intervals]).toEqual([undefined, undefined])
})
