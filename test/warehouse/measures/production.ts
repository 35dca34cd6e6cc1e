import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const batch = (action: string, lot: string, data: object = {}) =>
  stored({ type: 'batch', action, data: { lot, product_id: 'patch-g1', ...data } })
const produced = (lot: string, units_produced: number, units_rejected: number) =>
  batch('produced', lot, { units_produced, units_rejected })

export default {
  // 5000 + 1000; a lot that is let go is not made again
  units_produced: {
    events: [produced('L1', 5000, 37), produced('L2', 1000, 80), batch('released', 'L1', { units_produced: 5000 })],
    value: 6000,
    fromEvents: true,
  },
  // 37 + 80
  units_rejected: { events: [produced('L1', 5000, 37), produced('L2', 1000, 80)], value: 117, fromEvents: true },
  // (40 + 80) / (5000 + 1000); of L1 40 / 5000, of L2 80 / 1000
  batch_rejection_rate: {
    events: [produced('L1', 5000, 40), produced('L2', 1000, 80)],
    value: 0.02,
    fromEvents: true,
    asks: [
      {
        question: { dimensions: ['lot'], order_by: '-batch_rejection_rate' },
        rows: [
          { lot: 'L2', batch_rejection_rate: 0.08 },
          { lot: 'L1', batch_rejection_rate: 0.008 },
        ],
      },
    ],
  },
  // L1 was called back twice
  batches_recalled: {
    events: [batch('recalled', 'L1', { reason: 'adhesive' }), batch('recalled', 'L1'), batch('quarantined', 'L2')],
    value: 1,
    fromEvents: true,
    asks: [{ question: { filters: { reason: 'adhesive' } }, rows: [{ batches_recalled: 1 }] }],
  },
} satisfies Fixtures
