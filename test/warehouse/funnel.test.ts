import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerFunnel } from '../../src/insights/funnel/answer.ts'
import type { FunnelRequest } from '../../src/insights/funnel/request.ts'
import { type Deed, furthestChain } from './chain-reference.ts'
import { openTestWarehouse, payment, placed, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
})
afterAll(() => opened.close())

const october = { from: '2026-10-01', to: '2026-11-01' }
const view = { type: 'product', action: 'viewed' }
const add = { type: 'cart', action: 'item_added' }
const order = { type: 'order', action: 'placed' }

let tenants = 0
/** Writes events for a tenant of their own and gives the function that asks about it. */
async function given(...events: StoredEvent[]) {
  tenants += 1
  const tenant_id = `tenant${tenants}`
  for (let from = 0; from < events.length; from += 5_000) {
    const batch = events.slice(from, from + 5_000).map((event) => ({ ...event, tenant_id }))
    await opened.warehouse.insert(batch, `${tenant_id} ${from}`)
  }
  return (request: Partial<FunnelRequest> & Pick<FunnelRequest, 'steps'>) =>
    opened.warehouse.ask(tenant_id, answerFunnel, { by: 'session_id', window_seconds: 60, ...october, ...request })
}

/** Something that a session does at a time of 1 October, `12:00:00` or with a fraction. */
const does = (
  session_id: string,
  step: { type: string; action: string },
  time: string,
  more: Partial<StoredEvent> = {},
) => stored({ ...step, session_id, occurred_at: `2026-10-01T${time.padEnd(9, '.').padEnd(15, '0')}Z`, ...more })

const counts = ({ steps }: { steps: { count: number }[] }) => steps.map(({ count }) => count)

describe('a funnel', () => {
  it('counts who came how far, and how long it took from step to step', async () => {
    const ask = await given(
      ...[does('a', view, '12:00:00'), does('a', add, '12:00:10'), does('a', order, '12:00:40')],
      ...[does('b', view, '12:00:00'), does('b', add, '12:00:30')],
      does('c', view, '12:00:00'),
      does('c', order, '12:00:01'), // without the step between
      does('d', add, '12:00:00'), // without the first step
      stored({ ...view, occurred_at: '2026-10-01T12:00:00.000000Z' }), // without a user
    )
    const { steps, meta } = await ask({ steps: [view, add, order] })
    expect(steps).toEqual([
      { ...view, count: 3, conversion: 1, drop_off: null, median_seconds: null, p90_seconds: null },
      // 10 and 30 seconds: between them, and nine tenths of the way
      { ...add, count: 2, conversion: 2 / 3, drop_off: 1 / 3, median_seconds: 20, p90_seconds: 28 },
      { ...order, count: 1, conversion: 1 / 3, drop_off: 1 / 2, median_seconds: 30, p90_seconds: 30 },
    ])
    expect(meta.fresh_to).toBe('2026-10-01T12:00:01.000000Z')
    expect(meta.sql).toBeUndefined()
  })

  it('finds a step that is asked for twice among events of one moment, in whichever order they came', async () => {
    const moment = { occurred_at: '2026-03-24T10:00:00.000000Z', session_id: 'v' }
    const [viewed, added] = [stored({ ...view, ...moment }), stored({ ...add, ...moment })]
    const again = stored({ ...view, ...moment })
    const range = { from: '2026-03-24', to: '2026-03-25' }
    for (const events of [
      [viewed, added, again],
      [added, viewed, again],
      [viewed, again, added],
    ]) {
      const ask = await given(...events.map((event) => ({ ...event, id: stored(view).id })))
      const { steps } = await ask({ steps: [view, add, view], ...range })
      expect(steps.map(({ count }) => count)).toEqual([1, 1, 1])
      const four = await ask({ steps: [view, add, view, view], ...range })
      expect(four.steps.map(({ count }) => count)).toEqual([1, 1, 1, 0])
    }
  })

  it('takes equal times as in order, and an end of the window as within it', async () => {
    const ask = await given(
      ...[does('same', add, '12:00:00'), does('same', view, '12:00:00')],
      ...[does('last moment', view, '12:00:00'), does('last moment', add, '12:01:00')],
      ...[does('too late', view, '12:00:00'), does('too late', add, '12:01:00.000001')],
      ...[does('backwards', view, '12:00:01'), does('backwards', add, '12:00:00')],
    )
    expect(counts(await ask({ steps: [view, add] }))).toEqual([4, 2])
  })

  it('lets an event serve one step only', async () => {
    const ask = await given(
      does('once', view, '12:00:00'),
      ...[does('twice', view, '12:00:00'), does('twice', view, '12:00:00')],
    )
    expect(counts(await ask({ steps: [view, view, view] }))).toEqual([2, 1, 0])
  })

  it('begins anew where a later first step leads further', async () => {
    const ask = await given(
      ...[does('a', view, '12:00:00'), does('a', add, '12:00:50'), does('a', view, '12:00:55')],
      ...[does('a', add, '12:01:10'), does('a', order, '12:01:30')],
    )
    const { steps } = await ask({ steps: [view, add, order] })
    expect(steps.map(({ count, median_seconds }) => [count, median_seconds])).toEqual([
      [1, null],
      [1, 15],
      [1, 20],
    ])
  })

  it('has all its steps in the range, the end not included', async () => {
    const at = (occurred_at: string) => ({ occurred_at })
    const ask = await given(
      does('a', view, '12:00:00', at('2026-09-30T23:59:59.999999Z')),
      does('a', add, '12:00:00', at('2026-10-01T00:00:00.000000Z')),
      does('b', view, '12:00:00', at('2026-10-01T00:00:00.000000Z')),
      does('b', add, '12:00:00', at('2026-10-01T00:00:00.000000Z')),
      does('c', view, '12:00:00', at('2026-10-31T23:59:59.999999Z')),
      does('c', add, '12:00:00', at('2026-11-01T00:00:00.000000Z')),
    )
    expect(counts(await ask({ steps: [view, add] }))).toEqual([2, 1])
    // the same range begins two hours earlier in Athens, and ends so, too (clocks have changed meanwhile)
    expect(counts(await ask({ steps: [view, add], timezone: 'Europe/Athens' }))).toEqual([2, 2])
  })

  it('counts persons where it is asked for them', async () => {
    const by = (user_id: string) => ({ user_id })
    const ask = await given(
      does('s1', view, '12:00:00', by('u')),
      does('s2', add, '12:00:10', by('u')),
      does('s3', view, '12:00:00'),
    )
    expect(counts(await ask({ steps: [view, add], by: 'user_id' }))).toEqual([1, 1])
    expect(counts(await ask({ steps: [view, add] }))).toEqual([2, 0])
  })

  it('knows a year', async () => {
    const ask = await given(
      does('s', view, '00:00:00', { occurred_at: '2025-01-01T00:00:00.000000Z' }),
      does('s', add, '00:00:00', { occurred_at: '2026-01-01T00:00:00.000000Z' }),
    )
    const year = { steps: [view, add], from: '2025-01-01', to: '2027-01-01' }
    expect(counts(await ask({ ...year, window_seconds: 31_536_000 }))).toEqual([1, 1])
    expect(counts(await ask({ ...year, window_seconds: 31_535_999 }))).toEqual([1, 0])
  })

  it('answers zeros and no shares where nothing happened', async () => {
    const ask = await given(does('s', add, '12:00:00'))
    const nothing = { count: 0, conversion: null, drop_off: null, median_seconds: null, p90_seconds: null }
    expect((await ask({ steps: [view, order], breakdown: 'country' })).steps).toEqual([
      { ...view, ...nothing },
      { ...order, ...nothing },
    ])
  })
})

describe('filters', () => {
  it('are of one step, or of all', async () => {
    const from = (country: string, product_id = 'p1') => ({ context: { country }, data: { product_id } })
    const ask = await given(
      ...[does('a', view, '12:00:00', from('ES')), does('a', add, '12:00:01', from('ES', 'p2'))],
      ...[does('b', view, '12:00:00', from('FR')), does('b', add, '12:00:01', from('FR'))],
      ...[does('c', view, '12:00:00', { data: { product_id: 'p1' } }), does('c', add, '12:00:01', from('ES'))],
    )
    const p1 = { ...add, filters: { product_id: 'p1' } }
    expect(counts(await ask({ steps: [view, p1] }))).toEqual([3, 2])
    expect(counts(await ask({ steps: [view, add], filters: { country: ['ES', 'IT'] } }))).toEqual([1, 1])
    expect(counts(await ask({ steps: [view, add], filters: { country: null } }))).toEqual([1, 0])
  })

  it('find an order by any of its lines, and by the gateway of its payment', async () => {
    const items = [
      { product_id: 'p1', category: 'patches', quantity: 1, unit_price: 1 },
      { product_id: 'p2', category: 'spares', quantity: 1, unit_price: 1 },
    ]
    const bought = (session_id: string, order_id: string) =>
      placed(order_id, 1, 1, { session_id, occurred_at: '2026-10-01T12:00:30.000000Z', data: { items } })
    const ask = await given(
      ...[does('a', view, '12:00:00'), bought('a', 'o1'), payment('captured', 1, { order_id: 'o1' })],
      ...[does('b', view, '12:00:00'), bought('b', 'o2')],
    )
    const ending = async (filters: Record<string, string>) =>
      counts(await ask({ steps: [view, { ...order, filters }] }))
    expect(await ending({ product_id: 'p2' })).toEqual([2, 2])
    expect(await ending({ product_id: 'p2', category: 'spares' })).toEqual([2, 2])
    expect(await ending({ product_id: 'p2', category: 'patches' })).toEqual([2, 0]) // no one line is both
    expect(await ending({ gateway: 'stripe' })).toEqual([2, 1])
  })

  it('refuse what no event has, naming what there is', async () => {
    const ask = await given()
    await expect(ask({ steps: [view, add], filters: { colour: 'red' } })).rejects.toMatchObject({
      code: 'dimension_not_allowed',
      extra: { dimension: 'colour', allowed: expect.arrayContaining(['country', 'gateway', 'lot']) },
    })
    await expect(ask({ steps: [view, { ...add, action: 'thrown' }] })).rejects.toMatchObject({
      code: 'invalid_request',
      extra: { errors: [{ path: '/steps/1/action' }] },
    })
    await expect(ask({ steps: [view, { ...add, filters: { country: [] } }] })).rejects.toMatchObject({
      extra: { errors: [{ path: '/steps/1/filters/country' }] },
    })
  })
})

describe('a breakdown', () => {
  it('goes by the event of the first step, the most frequent values first', async () => {
    const over = (channel: string) => ({ context: { channel } })
    const ask = await given(
      ...[does('a', view, '12:00:00', over('web')), does('a', add, '12:00:01', over('app'))],
      does('b', view, '12:00:00', over('web')),
      ...[does('c', view, '12:00:00'), does('c', add, '12:00:01', over('app'))],
      // the way that led on began over the app
      ...[
        does('d', view, '12:00:00', over('web')),
        does('d', view, '12:30:00', over('app')),
        does('d', add, '12:30:01'),
      ],
    )
    const { breakdown, steps } = await ask({ steps: [view, add], breakdown: 'channel' })
    expect(breakdown?.map((part) => [part.value, ...counts(part)])).toEqual([
      ['web', 2, 1],
      [null, 1, 1],
      ['app', 1, 1],
    ])
    expect(counts({ steps })).toEqual([4, 3])
  })

  it('shows twenty values', async () => {
    const views = Array.from({ length: 25 }, (_, n) => does(`s${n}`, view, '12:00:00', { context: { city: `c${n}` } }))
    const { breakdown, steps } = await (await given(...views))({ steps: [view, add], breakdown: 'city' })
    expect(breakdown).toHaveLength(20)
    expect(steps[0]?.count).toBe(25)
  })
})

describe('chains', () => {
  const named: Record<string, { type: string; action: string }> = { a: view, b: add, c: order }
  const anyDeeds = fc.array(fc.record({ what: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 0, max: 9 }) }), {
    maxLength: 8,
  })

  it('are those that trying all of them finds', { timeout: 300_000 }, async () => {
    const sessions: Deed[][] = fc.sample(anyDeeds, { numRuns: 1_500, seed: 11 })
    const events = sessions.flatMap((deeds, session) =>
      deeds.map(({ what, at }) => does(`s${session}`, named[what] ?? view, `12:00:0${at}`)),
    )
    const ask = await given(...events)
    for (const steps of ['ab', 'abc', 'ba', 'aa', 'aba', 'aab', 'abab', 'aaab', 'abcabc']) {
      for (const window_seconds of [1, 3, 9]) {
        const chains = sessions.map((deeds) => furthestChain(deeds, steps, window_seconds))
        const { steps: answered } = await ask({ steps: [...steps].map((it) => named[it] ?? view), window_seconds })
        const expected = [...steps].map((_, index) => {
          const reached = chains.filter((chain) => chain.length > index)
          const gaps = reached
            .map((chain) => (chain[index]?.at ?? 0) - (chain[index - 1]?.at ?? 0))
            .sort((a, b) => a - b)
          const middle =
            ((gaps[Math.floor((gaps.length - 1) / 2)] ?? 0) + (gaps[Math.ceil((gaps.length - 1) / 2)] ?? 0)) / 2
          return [reached.length, index === 0 || reached.length === 0 ? null : middle]
        })
        expect(answered.map(({ count, median_seconds }) => [count, median_seconds])).toEqual(expected)
      }
    }
  })
})
