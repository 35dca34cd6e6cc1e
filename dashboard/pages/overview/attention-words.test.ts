import { expect, it } from 'vitest'
import type { AttentionItem } from '../../api/attention.ts'
import type { Measure } from '../../api/catalogue.ts'
import { sentenceOf } from './attention-words.ts'

const success = { title: 'Payment success rate', unit: 'ratio' } as Measure
const orders = { title: 'Orders', unit: 'count' } as Measure
const item = (given: Partial<AttentionItem>): AttentionItem => ({
  ...{
    kind: 'figure',
    name: null,
    place: null,
    metric: null,
    count: 1,
    previous: null,
    current: null,
    n: null,
    at: null,
  },
  ...given,
})

it.each<[Partial<AttentionItem>, Measure | undefined, string, string, object | undefined]>([
  [
    { kind: 'recalled', name: 'L-1', at: '2026-10-25T08:00:00Z', current: 12, n: 48, count: 3 },
    undefined,
    'Lot L-1 was recalled on 25 Oct 2026: 48 active devices, 12 units on hand. 2 more are concerned.',
    '/lots',
    undefined,
  ],
  [
    { kind: 'lot_signal', name: 'L-2', current: 1, n: 40 },
    undefined,
    'Lot L-2 has more adverse events than other lots: 1 report on 40 active devices.',
    '/lots/$lot',
    undefined,
  ],
  [
    { kind: 'gateway', name: 'adyen', metric: 'payment_success_rate', previous: 0.95, current: 0.5, n: 100 },
    success,
    'Adyen : payment success rate fell from 95.0% to 50.0% (n = 100).',
    '/payments',
    { range: 'last_7_days', gateway: ['adyen'], metric: 'payment_success_rate' },
  ],
  [
    { kind: 'alert', name: 'Failures', metric: 'payment_success_rate', current: 0.5 },
    success,
    'Alert “Failures” is firing: payment success rate at 50.0%.',
    '/explore',
    { range: 'last_7_days', metrics: ['payment_success_rate'] },
  ],
  [
    { kind: 'stockout', name: 'patch', place: 'madrid', at: '2026-12-04', current: 20, count: 2 },
    undefined,
    'patch in madrid is expected to be out of stock on 4 Dec 2026, before an order of today arrives: 20 units on hand. 1 more is concerned.',
    '/inventory',
    { panel: 'reorder_plan' },
  ],
  [
    { kind: 'stockout', name: 'dock', place: 'porto', at: '2026-11-30', current: 0 },
    undefined,
    'dock in porto is out of stock.',
    '/inventory',
    { panel: 'reorder_plan' },
  ],
  [
    { kind: 'figure', metric: 'orders', previous: 200, current: 100 },
    orders,
    'Orders fell from 200 to 100.',
    '/',
    { range: 'last_7_days', metric: 'orders' },
  ],
  [
    { kind: 'dead_letters', count: 1 },
    undefined,
    '1 dead letter waits to be corrected and replayed.',
    '/operations',
    { panel: 'dead_letters' },
  ],
  [
    { kind: 'rejections', count: 7, name: 'invalid_event' },
    undefined,
    '7 events were rejected in the last 24 hours, most often for invalid event.',
    '/operations',
    { panel: 'rejected_events' },
  ],
])('%j is described in a sentence that links to it', (given, measure, text, to, search) => {
  const sentence = sentenceOf(item(given), measure, 'UTC')
  expect(`${sentence?.subject} ${sentence?.rest}`).toBe(text)
  expect(sentence?.lead).toMatchObject({ to, ...(search && { search }) })
})
