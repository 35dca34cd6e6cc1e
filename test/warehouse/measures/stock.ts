import type { StoredEvent } from '../../../src/events/envelope.ts'
import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

/** Says something of 20 patches of one lot in Madrid, unless told otherwise; `at` is a moment in UTC. */
const stock = (action: string, at: string, data: object, given: Partial<StoredEvent> = {}) =>
  stored({
    type: 'inventory',
    action,
    occurred_at: `${at}:00.000000Z`,
    ...given,
    data: { product_id: 'patch', warehouse_id: 'madrid', lot: 'L1', ...data },
  })
const counted = (at: string, on_hand: number, data: object = {}, given: Partial<StoredEvent> = {}) =>
  stock('counted', at, { on_hand, ...data }, given)

export default {
  stock_on_hand: {
    fromEvents: true,
    events: [
      // L1: 20 from September, 12 on the 1st, 9 on the 26th at 00:30 in Madrid, which is the 25th in UTC
      counted('2026-09-28T10:00', 20, { category: 'patches' }),
      counted('2026-10-01T10:00', 12),
      counted('2026-10-25T23:30', 9, { category: 'sale' }),
      // a sale does not say what is left, so nothing changes
      stock('sold', '2026-10-03T10:00', { quantity: 2 }),
      // L2 comes on the 2nd, and moves to another country's books on the 27th
      counted('2026-10-02T10:00', 30, { lot: 'L2', category: 'patches' }, { context: { country: 'ES' } }),
      counted('2026-10-27T10:00', 30, { lot: 'L2' }, { context: { country: 'FR' } }),
      // and is counted in November
      counted('2026-11-03T10:00', 1, { lot: 'L2' }),
    ],
    // 9 + 30
    value: 39,
    // only L1
    ofDay: 12,
    asks: [
      {
        question: { from: '2026-09-27', to: '2026-10-04', granularity: 'day' },
        rows: [
          { time: '2026-09-28', stock_on_hand: 20 },
          { time: '2026-09-29', stock_on_hand: 20 },
          { time: '2026-09-30', stock_on_hand: 20 },
          { time: '2026-10-01', stock_on_hand: 12 },
          { time: '2026-10-02', stock_on_hand: 42 },
          { time: '2026-10-03', stock_on_hand: 42 },
        ],
      },
      {
        // on the 25th clocks go back: the count at 23:30 UTC is of the 26th there
        question: { from: '2026-10-24', to: '2026-10-27', granularity: 'day', timezone: 'Europe/Madrid' },
        rows: [
          { time: '2026-10-24', stock_on_hand: 42 },
          { time: '2026-10-25', stock_on_hand: 42 },
          { time: '2026-10-26', stock_on_hand: 39 },
        ],
      },
      {
        question: { from: '2026-10-25T22:00:00Z', to: '2026-10-26T01:00:00Z', granularity: 'hour' },
        rows: [
          { time: '2026-10-25T22:00:00Z', stock_on_hand: 42 },
          { time: '2026-10-25T23:00:00Z', stock_on_hand: 39 },
          { time: '2026-10-26T00:00:00Z', stock_on_hand: 39 },
        ],
      },
      {
        // the week of 26 October begins with L1 in another category
        question: { from: '2026-10-19', to: '2026-11-01', granularity: 'week', dimensions: ['category'] },
        rows: [
          { time: '2026-10-19', category: 'patches', stock_on_hand: 30 },
          { time: '2026-10-19', category: 'sale', stock_on_hand: 9 },
          { time: '2026-10-26', category: 'patches', stock_on_hand: 30 },
          { time: '2026-10-26', category: 'sale', stock_on_hand: 9 },
        ],
      },
      {
        question: {
          from: '2026-10-26',
          filters: { country: ['ES', 'FR'] },
          granularity: 'day',
          dimensions: ['country'],
        },
        rows: [
          { time: '2026-10-26', country: 'ES', stock_on_hand: 30 },
          ...['27', '28', '29', '30', '31'].map((day) => ({
            time: `2026-10-${day}`,
            country: 'FR',
            stock_on_hand: 30,
          })),
        ],
      },
    ],
  },
} satisfies Fixtures
