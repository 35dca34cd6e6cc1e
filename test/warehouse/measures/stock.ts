import type { StoredEvent } from '../../../src/events/envelope.ts'
import { placed, stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

/** Says something of 20 patches of one lot in Madrid, by default; `at` is a moment in UTC. */
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
      counted('2026-10-02T10:00', 30, { lot: 'L2', category: 'patches' }, { producer: 'ES' }),
      counted('2026-10-27T10:00', 30, { lot: 'L2' }, { producer: 'FR' }),
      // and is counted in November
      counted('2026-11-03T10:00', 1, { lot: 'L2' }),
    ],
    // 9 + 30
    value: 39,
    // what was never counted is not 0
    ofNothing: null,
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
          filters: { producer: ['ES', 'FR'] },
          granularity: 'day',
          dimensions: ['producer'],
        },
        rows: [
          { time: '2026-10-26', producer: 'ES', stock_on_hand: 30 },
          ...['27', '28', '29', '30', '31'].map((day) => ({
            time: `2026-10-${day}`,
            producer: 'FR',
            stock_on_hand: 30,
          })),
        ],
      },
    ],
  },
  // 62 / 31 days, of which one has 25 hours in Madrid
  units_sold_per_day: {
    events: [placed('o1', 60, 1), placed('o2', 2, 1)],
    value: 2,
    ofDay: 62,
    ofNothing: 0,
    asks: [
      { question: { timezone: 'Europe/Madrid' }, rows: [{ units_sold_per_day: 2 }] },
      // the first week has four days in October
      { question: { granularity: 'week' }, rows: [{ time: '2026-09-28', units_sold_per_day: 15.5 }] },
      // 62 / 1.25
      {
        question: { from: '2026-10-01T06:00:00Z', to: '2026-10-02T12:00:00Z' },
        rows: [{ units_sold_per_day: 49.6 }],
      },
    ],
  },
  // 62 / (31 / 31); 62 / 31 for the day alone
  days_of_cover: {
    fromEvents: true,
    events: [counted('2026-10-01T08:00', 62), placed('o1', 31, 1)],
    value: 62,
    ofDay: 2,
  },
  stockouts: {
    fromEvents: true,
    events: [
      // a first count of 0 is none; then it runs out: 1; a negative count says nothing new
      counted('2026-10-01T08:00', 0),
      counted('2026-10-01T09:00', 5),
      counted('2026-10-01T10:00', 0),
      counted('2026-10-01T11:00', 0),
      counted('2026-10-01T12:00', -1),
      stock('sold', '2026-10-01T13:00', { quantity: 1 }),
      // out of stock before October, and again on the 3rd: 2
      counted('2026-09-20T08:00', 0, { warehouse_id: 'sevilla' }),
      counted('2026-10-01T08:00', 0, { warehouse_id: 'sevilla' }),
      counted('2026-10-02T08:00', 8, { warehouse_id: 'sevilla' }),
      counted('2026-10-03T08:00', 0, { warehouse_id: 'sevilla' }),
    ],
    value: 2,
    ofDay: 1,
    ofNothing: null,
    asks: [
      {
        question: { granularity: 'day', dimensions: ['warehouse_id'] },
        rows: [
          { time: '2026-10-01', warehouse_id: 'madrid', stockouts: 1 },
          { time: '2026-10-03', warehouse_id: 'sevilla', stockouts: 1 },
        ],
      },
    ],
  },
  products_below_reorder: {
    fromEvents: true,
    events: [
      // 6 + 5 is above 10, 5 + 5 is at it, and a delivery of another lot lifts it again
      counted('2026-09-30T08:00', 6, { reorder_point: 10 }),
      counted('2026-09-30T09:00', 5, { lot: 'L2' }),
      counted('2026-10-01T09:00', 5),
      counted('2026-10-20T09:00', 50, { lot: 'L3' }),
      // low until its reorder point is lowered
      counted('2026-10-01T09:00', 3, { warehouse_id: 'sevilla', reorder_point: 4 }),
      stock('adjusted', '2026-10-25T09:00', { warehouse_id: 'sevilla', reorder_point: 2 }),
      counted('2026-10-01T09:00', 1, { product_id: 'pump', reorder_point: 1 }),
      // it has no reorder point, and the other was not counted
      counted('2026-10-01T09:00', 0, { product_id: 'case' }),
      stock('received', '2026-10-01T09:00', { product_id: 'strap', reorder_point: 9, quantity: 4 }),
    ],
    value: 1,
    ofDay: 3,
    ofNothing: null,
    asks: [
      {
        question: { granularity: 'week' },
        rows: [
          { time: '2026-09-28', products_below_reorder: 3 },
          { time: '2026-10-05', products_below_reorder: 3 },
          { time: '2026-10-12', products_below_reorder: 3 },
          { time: '2026-10-19', products_below_reorder: 1 },
          { time: '2026-10-26', products_below_reorder: 1 },
        ],
      },
    ],
  },
  // sold for 11.6 × 5 = 58; the stock was worth 100 on 15 days and 26.2 × 5 = 131 on 16: (1500 + 2096) / 31 = 116;
  // 58 / 116 in 31 days, and 58 / 100 on the first, per 365 days
  inventory_turnover: {
    fromEvents: true,
    events: [
      counted('2026-09-20T08:00', 20, { unit_cost: 5, currency: 'EUR' }),
      stock('sold', '2026-10-01T12:00', { quantity: 11.6 }),
      counted('2026-10-16T08:00', 26.2),
    ],
    value: (0.5 * 365) / 31,
    ofDay: 0.58 * 365,
    asks: [
      // (100 on Thursday to Sunday) and then nothing was sold
      {
        question: { from: '2026-09-28', to: '2026-10-12', granularity: 'week' },
        rows: [
          { time: '2026-09-28', inventory_turnover: (58 * 365) / 7 / 100 },
          { time: '2026-10-05', inventory_turnover: 0 },
        ],
      },
    ],
  },
  // 7 / ((15 × 40 + 16 × 71) / 31 = 56); on the first alone 7 / 40
  shrinkage_rate: {
    fromEvents: true,
    events: [
      counted('2026-09-20T08:00', 40),
      stock('shrunk', '2026-10-01T12:00', { quantity: 7 }),
      counted('2026-10-16T08:00', 71),
    ],
    value: 0.125,
    ofDay: 0.175,
  },
  // on 31 October 10 units are 60 days old and 30 are 40: (600 + 1200) / 40; on 2 October (310 + 330) / 40
  inventory_age_days: {
    fromEvents: true,
    events: [
      counted('2026-10-01T08:00', 10, { received_on: '2026-09-01' }),
      stock('received', '2026-10-01T08:00', { lot: 'L2', quantity: 30, received_on: '2026-09-21' }),
      counted('2026-10-01T09:00', 30, { lot: 'L2' }),
      counted('2026-10-01T09:00', 100, { lot: 'L3' }),
    ],
    value: 45,
    ofDay: 16,
    asks: [
      {
        question: { dimensions: ['lot'] },
        rows: [
          { lot: 'L1', inventory_age_days: 60 },
          { lot: 'L2', inventory_age_days: 40 },
        ],
      },
    ],
  },
} satisfies Fixtures
