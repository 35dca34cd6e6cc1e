import { payment, placed, stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const cancelled = (order_id: string) =>
  stored({ type: 'order', action: 'cancelled', order_id, data: { currency: 'EUR' } })
const seen = (session_id: string) =>
  stored({ type: 'product', action: 'viewed', session_id, data: { product_id: 'p' } })
const returned = (order_id: string, action = 'received') =>
  stored({ type: 'return', action, order_id, data: { return_id: 'r' } })
const harm = (action: string) => stored({ type: 'adverse_event', action, data: { report_id: 'r', severity: 'mild' } })

export default {
  // 2 × 10.10 + 3 × 0.10; what is cancelled still counts
  gmv: { events: [placed('o1', 2, 10.1), placed('o2', 3, 0.1), cancelled('o1')], value: 20.5 },
  // o1 was sent twice
  orders: { events: [placed('o1', 1, 1), placed('o1', 1, 1), placed('o2', 1, 1), cancelled('o3')], value: 2 },
  items_sold: { events: [placed('o1', 2, 1), placed('o2', 1.5, 1)], value: 3.5 },
  // u1 twice, u2, and an unknown user
  unique_purchasers: {
    events: [
      placed('o1', 1, 1, { user_id: 'u1' }),
      placed('o2', 1, 1, { user_id: 'u1' }),
      placed('o3', 1, 1, { user_id: 'u2' }),
      placed('o4', 1, 1),
    ],
    value: 2,
  },
  // over all types; an event without a session is in none
  sessions: {
    events: [seen('s1'), seen('s1'), placed('o1', 1, 1, { session_id: 's2' }), harm('reported')],
    value: 2,
  },
  // (2 × 15 + 1 × 7) / 2 orders
  aov: { events: [placed('o1', 2, 15), placed('o2', 1, 7)], value: 18.5 },
  // 40 / 1 person
  arpu: { events: [placed('o1', 1, 10, { user_id: 'u1' }), placed('o2', 1, 30, { user_id: 'u1' })], value: 40 },
  // 1 / 4
  conversion_rate: {
    events: [payment('captured', 5, { session_id: 's1' }), ...['s2', 's3', 's4'].map(seen)],
    value: 0.25,
  },
  orders_cancelled: { events: [cancelled('o1'), cancelled('o1'), placed('o2', 1, 1)], value: 1 },
  // 1 / 4
  cancellation_rate: {
    events: [...['o1', 'o2', 'o3', 'o4'].map((id) => placed(id, 1, 1)), cancelled('o4')],
    value: 0.25,
  },
  // o1 came back in two parcels
  returns: { events: [returned('o1'), returned('o1'), returned('o2'), returned('o3', 'requested')], value: 2 },
  // 1 / 2
  return_rate: { events: [placed('o1', 1, 1), placed('o2', 1, 1), returned('o1')], value: 0.5 },
} satisfies Fixtures
