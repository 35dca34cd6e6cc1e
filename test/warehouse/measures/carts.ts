import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const cart = (action: string, cart_id: string, day = '2026-10-01', country = 'ES') =>
  stored({ type: 'cart', action, occurred_at: `${day}T12:00:00.000000Z`, context: { country }, data: { cart_id } })

export default {
  // c3 and c4 of four; c4 is bought only in November, and the buyer of c2 was elsewhere by then
  cart_abandonment_rate: {
    fromEvents: true,
    events: [
      ...['c1', 'c2', 'c3', 'c4'].map((id) => cart('created', id)),
      cart('created', 'c3'),
      cart('converted', 'c1'),
      cart('converted', 'c2', '2026-10-20', 'FR'),
      cart('converted', 'c4', '2026-11-02'),
      cart('abandoned', 'c3', '2026-10-02'),
    ],
    value: 0.5,
    ofDay: 0.75,
    asks: [
      { question: { dimensions: ['country'] }, rows: [{ country: 'ES', cart_abandonment_rate: 0.5 }] },
      // what was bought later in the range was not left standing on the first
      { question: { granularity: 'day' }, rows: [{ time: '2026-10-01', cart_abandonment_rate: 0.5 }] },
    ],
  },
} satisfies Fixtures
