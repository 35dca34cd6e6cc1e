import { lotPage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import type { LotsAnswer } from '../lots/answer.ts'
import { askLots, filtered } from '../lots/asked.ts'
import { statusTone } from '../lots/status.ts'

const flags: ReadonlySet<string> = new Set(['recalled', 'quarantined'])

/** Lots that must not be sold. */
export const flaggedLots = definePanel<LotsAnswer>({
  id: 'flagged_lots',
  title: 'Quarantined and recalled lots',
  question: 'Stock on hand that must not be sold',
  formula: 'Lots that stand as recalled or quarantined now, with what became of them over their whole life.',
  width: 12,
  cutBy: ['lot', 'product_id'],
  ask: (view) => [askLots('/analytics/lots', view, 'life')],
  show: ([{ lots }], { view }) => {
    const flagged = filtered(lots, view).filter(({ status }) => flags.has(status))
    if (flagged.length === 0) return { table: null, reason: 'No lot is recalled or in quarantine.' }
    return {
      table: {
        columns: [
          { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
          { id: 'product_id', title: 'Product', unit: 'text' },
          { id: 'status', title: 'Status', unit: 'text', tone: statusTone },
          { id: 'status_at', title: 'Since', unit: 'text' },
          { id: 'on_hand', title: 'On hand', unit: 'count' },
          { id: 'shipped', title: 'Parcels shipped', unit: 'count' },
          { id: 'active_devices', title: 'Active devices', unit: 'count' },
        ],
        rows: flagged.map((it) => [
          ...[it.lot, it.product_id, it.status, it.status_at?.slice(0, 10) ?? null],
          ...[it.on_hand, it.shipped, it.active_devices],
        ]),
        currency: null,
      },
    }
  },
})
