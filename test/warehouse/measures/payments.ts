import type { StoredEvent } from '../../../src/events/envelope.ts'
import { payment, stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const refund = (action: string) =>
  stored({ type: 'refund', action, data: { refund_id: 'r', amount: 5, currency: 'EUR' } })
const refunded = (amount: number, data: object = {}) =>
  stored({ type: 'refund', action: 'completed', data: { refund_id: 'r', amount, currency: 'EUR', ...data } })
const disputed = (action: string) =>
  stored({ type: 'chargeback', action, data: { chargeback_id: 'c', amount: 5, currency: 'EUR' } })
/** Captured payments that took so long, one that failed after `failed`, and two that do not count. */
const latencies = (failed: number, ...captured: number[]): StoredEvent[] => [
  ...captured.map((latency_ms) => payment('captured', 1, { data: { latency_ms } })),
  payment('failed', 1, { data: { latency_ms: failed, gateway: 'adyen' } }),
  payment('captured', 1),
  payment('authorised', 1, { data: { latency_ms: 100_000 } }),
]
const scored = (action: string, ...scores: number[]) =>
  scores.map((risk_score) => payment(action, 1, { data: { risk_score } }))

export default {
  payments_captured: { events: [payment('captured', 1), payment('captured', 1), payment('failed', 1)], value: 2 },
  payments_failed: { events: [payment('captured', 1), payment('failed', 1), payment('voided', 1)], value: 1 },
  // 3 / (3 + 1)
  payment_success_rate: {
    events: [...[1, 2, 3].map((amount) => payment('captured', amount)), payment('failed', 1), payment('authorised', 1)],
    value: 0.75,
  },
  // 0.1 + 0.2, which is 0.3 where amounts are decimals
  payment_volume: { events: [payment('captured', 0.1), payment('captured', 0.2), payment('failed', 9)], value: 0.3 },
  refunds: { events: [refund('completed'), refund('completed'), refund('requested')], value: 2 },
  // 1 / 2
  refund_rate: { events: [refund('completed'), payment('captured', 1), payment('captured', 1)], value: 0.5 },
  // of 100, 200, 300 and 1000: halfway between the second and the third
  payment_latency_p50: {
    events: latencies(1000, 100, 200, 300),
    value: 250,
    ofNothing: null,
    fromEvents: true,
    asks: [
      {
        question: { dimensions: ['gateway'], order_by: '-payment_latency_p50' },
        rows: [
          { gateway: 'adyen', payment_latency_p50: 1000 },
          { gateway: 'stripe', payment_latency_p50: 200 },
        ],
      },
    ],
  },
  // of 21 values 0, 10, …, 200 the 95th percentile lies at place 0.95 × 20 = 19 from 0
  payment_latency_p95: {
    events: latencies(200, ...Array.from({ length: 20 }, (_, index) => index * 10)),
    value: 190,
    ofNothing: null,
    fromEvents: true,
  },
  // of two values, at place 0.99 between them: 100 + 0.99 × 900
  payment_latency_p99: { events: latencies(1000, 100), value: 991, ofNothing: null, fromEvents: true },
  // 0 and 0.099 | 0.1 | – | 0.3 | – | – | 0.6 and 0.65 | – | – | 0.9 and 1; what was only initiated is scored again later
  risk_score_distribution: {
    events: [
      ...scored('captured', 0, 0.099, 0.1, 0.3, 0.6),
      ...scored('failed', 0.65, 0.9),
      ...scored('voided', 1),
      ...scored('initiated', 0.5),
      payment('captured', 1),
    ],
    value: [2, 1, 0, 1, 0, 0, 2, 0, 0, 2],
    ofNothing: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    fromEvents: true,
    asks: [
      {
        question: { granularity: 'week', filters: { gateway: 'stripe' } },
        rows: [{ time: '2026-09-28', risk_score_distribution: [2, 1, 0, 1, 0, 0, 2, 0, 0, 2] }],
      },
    ],
  },
  // one that does not say whether it is full is not taken for a partial one
  partial_refunds: {
    events: [refunded(5, { full: false }), refunded(9, { full: true }), refunded(7), refund('requested')],
    value: 1,
  },
  // 5.25 + 0.10
  refund_amount: {
    events: [refunded(5.25, { reason: 'late' }), refunded(0.1), refund('requested')],
    value: 5.35,
    asks: [
      {
        question: { dimensions: ['reason'] },
        rows: [
          { reason: null, refund_amount: 0.1 },
          { reason: 'late', refund_amount: 5.25 },
        ],
      },
    ],
  },
  chargebacks: { events: [disputed('opened'), disputed('opened'), disputed('won')], value: 2, fromEvents: true },
  // 1 / 4
  chargeback_rate: {
    events: [disputed('opened'), disputed('lost'), ...[1, 2, 3, 4].map((amount) => payment('captured', amount))],
    value: 0.25,
    fromEvents: true,
  },
} satisfies Fixtures
