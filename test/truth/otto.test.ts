import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataFile, describeWithData, readTruth } from '../truth.ts'
import { furthestChain } from '../warehouse/chain-reference.ts'
import { type Imported, startWith } from './imported.ts'
import { rowsOf } from './on-page.ts'

describeWithData('OTTO through the service', () => {
  const truth = readTruth('otto_sample')
  /** Its days, cut in UTC. */
  const days = 'from=2022-07-31&to=2022-09-01&timezone=UTC'
  let imported: Imported
  beforeAll(async () => {
    imported = await startWith('otto', 'otto_sample.jsonl')
  }, 300_000)
  afterAll(() => imported.stopAndClean())

  const window_seconds = 86_400
  const letters: Readonly<Record<string, string>> = { clicks: 'a', carts: 'b', orders: 'c' }
  const depths = readFileSync(dataFile('otto_sample.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { events } = JSON.parse(line) as { events: { ts: number; type: string }[] }
      const deeds = events.map(({ ts, type }) => ({ what: letters[type] ?? '', at: ts / 1000 }))
      return furthestChain(deeds, 'abc', window_seconds).length
    })
  /** How many sessions clicked, then filled a cart, then ordered. */
  const reached = [1, 2, 3].map((depth) => depths.filter((it) => it >= depth).length)

  const ofType = (type: string) => truth.list('by_type').find((row) => row.type === type)

  test('all events and sessions', async () => {
    const { events, sessions } = truth.one('overall')
    expect(imported.summary).toMatchObject({ rows: sessions, accepted: events, rejected: 0 })
    expect((await imported.ask(['sessions'])).totals).toEqual({ sessions })
  })

  test('sessions that clicked, filled a cart and ordered', async () => {
    const { rows } = await imported.ask(['sessions'], { dimensions: ['type', 'action'] })
    const sessions = Object.fromEntries(rows.map((row) => [`${row.type}.${row.action}`, row.sessions]))
    expect(sessions).toEqual({
      'product.viewed': ofType('clicks')?.sessions,
      'cart.item_added': ofType('carts')?.sessions,
      'order.placed': ofType('orders')?.sessions,
    })
  })

  test('views of products and what was put into carts', async () => {
    const { totals } = await imported.ask(['product_views', 'cart_additions', 'search_ctr'])
    expect(totals).toEqual({
      product_views: ofType('clicks')?.events,
      cart_additions: ofType('carts')?.events,
      search_ctr: null,
    })
  })

  test('orders without a price count, and make no turnover', async () => {
    const { totals } = await imported.ask(['orders', 'items_sold', 'unique_purchasers', 'gmv'])
    const { events, sessions } = ofType('orders') ?? {}
    expect(totals).toEqual({ orders: events, items_sold: events, unique_purchasers: sessions, gmv: 0 })
  })

  test('sessions that clicked, then filled a cart, then ordered', async () => {
    const { steps } = await imported.askFor('funnel', {
      steps: [
        { type: 'product', action: 'viewed' },
        { type: 'cart', action: 'item_added' },
        { type: 'order', action: 'placed' },
      ],
      by: 'session_id',
      window_seconds,
    })
    expect(steps.map(({ count }: { count: number }) => count)).toEqual(reached)
    expect(reached[1]).toBeGreaterThan(0)
    expect(reached[0]).toBe(truth.one('funnel_session_any_order').clicked)
  })

  test('OTTO on Funnels', async () => {
    const page = await imported.open(
      `/funnels?${days}&step=product.viewed&step=cart.item_added&step=order.placed&by=session_id&window=${window_seconds}`,
    )
    const rows = await rowsOf(page, 'funnel')
    expect(rows.map(({ count }) => Number(count))).toEqual(reached)
    expect(Number(rows[0]?.count)).toBe(truth.one('funnel_session_any_order').clicked)
  })
})
