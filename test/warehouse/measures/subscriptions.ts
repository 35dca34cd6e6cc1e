import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

/** At eight in the morning, UTC; 40 euros a month by default. */
const told = (action: string, day: string, subscription_id: string, mrr = 40, currency = 'EUR', plan = 'monthly') =>
  stored({
    type: 'subscription',
    action,
    occurred_at: `${day}T08:00:00.000000Z`,
    data: { subscription_id, plan, mrr, currency },
  })

export default {
  subscriptions_active: {
    fromEvents: true,
    events: [
      told('started', '2026-09-01', 's1'),
      told('started', '2026-10-01', 's2'),
      told('paused', '2026-10-10', 's2'),
      told('started', '2026-10-01', 's3'),
      told('cancelled', '2026-10-20', 's3'),
      told('paused', '2026-09-05', 's4'),
      told('resumed', '2026-10-01', 's4'),
      told('renewed', '2026-10-15', 's4'),
      told('cancelled', '2026-10-05', 's5'),
    ],
    // s1 and s4
    value: 2,
    ofDay: 4,
    asks: [
      {
        question: { from: '2026-08-01', granularity: 'month' },
        rows: [
          { time: '2026-09-01', subscriptions_active: 1 },
          { time: '2026-10-01', subscriptions_active: 2 },
        ],
      },
    ],
  },
  // s1 and s5 of s1 to s4, which ran when October began; s5 began in October. 1 / 4 in a day, per 30 days
  subscription_churn_rate: {
    fromEvents: true,
    events: [
      ...['s1', 's2', 's3', 's4'].map((id) => told('started', '2026-09-10', id)),
      told('cancelled', '2026-10-01', 's1'),
      told('started', '2026-10-01', 's5'),
      told('cancelled', '2026-10-20', 's5'),
      told('cancelled', '2026-10-20', 's5'),
      told('paused', '2026-10-20', 's4'),
    ],
    value: 0.5,
    ofDay: 7.5,
    asks: [
      // no subscription could end in September; 2 / 4; s2 and s3 run when November begins
      {
        question: { from: '2026-09-01', to: '2026-11-20', granularity: 'month' },
        rows: [
          { time: '2026-10-01', subscription_churn_rate: 0.5 },
          { time: '2026-11-01', subscription_churn_rate: 0 },
        ],
      },
    ],
  },
  mrr: {
    fromEvents: true,
    events: [
      told('started', '2026-09-01', 's1', 39.9),
      told('started', '2026-10-01', 's2', 0.1),
      told('renewed', '2026-10-02', 's2', 0.2, 'EUR', 'yearly'),
      told('started', '2026-10-01', 's3', 99),
      told('paused', '2026-10-03', 's3', 99),
    ],
    // 39.9 + 0.2, which is 40.1 where amounts are decimals
    value: 40.1,
    // 39.9 + 0.1 + 99
    ofDay: 139,
    asks: [
      {
        question: { dimensions: ['plan'] },
        rows: [
          { plan: 'monthly', mrr: 39.9 },
          { plan: 'yearly', mrr: 0.2 },
        ],
      },
    ],
  },
} satisfies Fixtures
