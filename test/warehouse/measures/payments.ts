import { payment, stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const refund = (action: string) =>
  stored({ type: 'refund', action, data: { refund_id: 'r', amount: 5, currency: 'EUR' } })

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
} satisfies Fixtures
