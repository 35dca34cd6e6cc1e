import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

/** A user views a product; an hour of a day in UTC. */
const seen = (user_id: string | null, at: string, country?: string) =>
  stored({
    type: 'product',
    action: 'viewed',
    user_id,
    occurred_at: `${at}:00.000000Z`,
    ...(country === undefined ? {} : { context: { country } }),
    data: { product_id: 'p' },
  })

const september = [
  seen('u1', '2026-09-01T10:00'),
  seen('u2', '2026-09-02T10:00'),
  seen('u3', '2026-09-25T10:00'),
  seen('u4', '2026-09-24T10:00'),
]
const october = [
  ...september,
  seen('u1', '2026-10-01T10:00', 'ES'),
  seen('u1', '2026-10-01T11:00', 'FR'),
  seen('u5', '2026-10-01T22:30', 'ES'),
  seen(null, '2026-10-01T10:00', 'ES'),
  seen('u9', '2026-10-02T00:00'),
  seen('u6', '2026-10-31T10:00'),
  seen('u7', '2026-10-31T10:00'),
  seen('u7', '2026-10-25T10:00'),
  seen('u8', '2026-10-24T10:00'),
]

export default {
  dau: {
    events: october,
    // u6 and u7 on the 31st; the odd day ends half a minute after midnight, when u9 was there
    value: 2,
    ofDay: 1,
    asks: [
      {
        question: { from: '2026-09-30', to: '2026-10-03', granularity: 'day' },
        rows: [
          { time: '2026-10-01', dau: 2 },
          { time: '2026-10-02', dau: 1 },
        ],
      },
      {
        // in Madrid u5 came on the 2nd
        question: { from: '2026-09-30', to: '2026-10-03', granularity: 'day', timezone: 'Europe/Madrid' },
        rows: [
          { time: '2026-10-01', dau: 1 },
          { time: '2026-10-02', dau: 2 },
        ],
      },
      {
        // u1 is one person, in two countries
        question: { from: '2026-10-01', to: '2026-10-02', dimensions: ['country'] },
        rows: [
          { country: 'ES', dau: 2 },
          { country: 'FR', dau: 1 },
        ],
      },
      {
        // by the hour: the day so far
        question: { from: '2026-10-01T21:00:00Z', to: '2026-10-02T01:00:00Z', granularity: 'hour' },
        rows: [
          { time: '2026-10-01T21:00:00Z', dau: 1 },
          { time: '2026-10-01T22:00:00Z', dau: 2 },
          { time: '2026-10-01T23:00:00Z', dau: 2 },
          { time: '2026-10-02T00:00:00Z', dau: 1 },
        ],
      },
    ],
  },
  wau: {
    events: october,
    // the 25th to the 31st: u6 and u7
    value: 2,
    // 26 September to 2 October: u1, u5, u9
    ofDay: 3,
    asks: [
      {
        question: { from: '2026-09-30', to: '2026-10-04', granularity: 'day' },
        rows: [
          // u3 of the 25th is there until 1 October, u4 of the 24th until 30 September
          { time: '2026-09-30', wau: 2 },
          { time: '2026-10-01', wau: 3 },
          { time: '2026-10-02', wau: 3 },
          { time: '2026-10-03', wau: 3 },
        ],
      },
      {
        question: { from: '2026-10-01', granularity: 'week' },
        rows: [
          // of 28 September to 4 October u1, u5, u9; of 19 to 25 October u7 and u8; of 26 to 31 October, which has
          // only six days in the range, u6 and u7, who was there on the 25th
          { time: '2026-09-28', wau: 3 },
          { time: '2026-10-19', wau: 2 },
          { time: '2026-10-26', wau: 2 },
        ],
      },
    ],
  },
  mau: {
    events: october,
    // 2 to 31 October: u6, u7, u8, u9
    value: 4,
    // 3 September to 2 October: u1, u3, u4, u5, u9
    ofDay: 5,
    asks: [
      {
        question: { from: '2026-09-01', granularity: 'month' },
        rows: [
          // 1 to 30 September, all four
          { time: '2026-09-01', mau: 4 },
          { time: '2026-10-01', mau: 4 },
        ],
      },
      {
        // years are written in another way than months
        question: { from: '2024-09-01', granularity: 'month' },
        rows: [
          { time: '2026-09-01', mau: 4 },
          { time: '2026-10-01', mau: 4 },
        ],
      },
      {
        question: { from: '2026-09-30', to: '2026-10-03', granularity: 'day', filters: { country: ['ES', 'FR'] } },
        rows: [
          { time: '2026-10-01', mau: 2 },
          { time: '2026-10-02', mau: 2 },
        ],
      },
    ],
  },
  // 2 / 4, and 1 / 5
  stickiness: { events: october, value: 0.5, ofDay: 0.2 },
} satisfies Fixtures
