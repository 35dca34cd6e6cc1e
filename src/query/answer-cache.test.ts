import { expect, test, vi } from 'vitest'
import { type Cache, openMemoryCache } from '../platform/cache.ts'
import { openMetrics } from '../platform/metrics.ts'
import { openAnswerCache } from './answer-cache.ts'
import type { QueryAnswer } from './request.ts'

const answer = (gmv: number): QueryAnswer => ({
  rows: [],
  totals: { gmv },
  meta: { currency: 'EUR', fresh_to: null, data_from: null, source: 'rollup', truncated: false, elapsed_ms: 40 },
})

const open = (cache: Cache = openMemoryCache(100_000)) => {
  const ask = vi.fn(async () => answer(1))
  return { ask, panels: openAnswerCache(cache, openMetrics()) }
}

test('viewers of one panel cost one question, whether they ask together or one after another', async () => {
  const { ask, panels } = open()
  const together = await Promise.all([panels.answer(['demo', 'q'], ask), panels.answer(['demo', 'q'], ask)])
  const later = await panels.answer(['demo', 'q'], ask)
  expect(ask).toHaveBeenCalledTimes(1)
  expect([...together, later].map(({ totals }) => totals)).toEqual(Array(3).fill({ gmv: 1 }))
  expect([...together, later].map(({ meta }) => meta.cached)).toEqual([undefined, true, true])
  expect(later.meta.elapsed_ms).toBeLessThan(40)
})

test('fields in another order are the same question; another tenant, rate or value is another', async () => {
  const { ask, panels } = open()
  const question = (tenant: string, rate: string, value: string) => [
    tenant,
    { filters: { gateway: [value] }, from: '2026-10-01' },
    { rates: [{ currency: 'USD', rate }] },
  ]
  await panels.answer(question('demo', '0.9', 'stripe'), ask)
  await panels.answer(
    ['demo', { from: '2026-10-01', filters: { gateway: ['stripe'] } }, question('', '0.9', '')[2]],
    ask,
  )
  expect(ask).toHaveBeenCalledTimes(1)
  await panels.answer(question('other', '0.9', 'stripe'), ask)
  await panels.answer(question('demo', '0.8', 'stripe'), ask)
  await panels.answer(question('demo', '0.9', 'adyen'), ask)
  expect(ask).toHaveBeenCalledTimes(4)
})

test('the error of a question is returned to all callers that waited for it, and the next one asks anew', async () => {
  const { ask, panels } = open()
  ask.mockRejectedValueOnce(new Error('away'))
  const both = await Promise.allSettled([panels.answer(['demo'], ask), panels.answer(['demo'], ask)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await panels.answer(['demo'], ask)).toEqual(answer(1))
})

test.each([undefined, '', 'no JSON', '1', 'null', '{"rows":1}', '{"rows":[],"totals":null,"meta":{}}'])(
  'what stands on the cache and is no answer, like %s, is as if there were nothing',
  async (text) => {
    const { ask, panels } = open({ get: async () => text, put: async () => {} })
    expect(await panels.answer(['demo'], ask)).toEqual(answer(1))
  },
)
