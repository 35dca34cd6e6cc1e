import { lotPage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import type { LotRow, LotsAnswer } from './answer.ts'
import { askLots, filtered, type LotSpan } from './asked.ts'
import { statusTone } from './status.ts'

const counts = {
  produced: 'Produced',
  rejected: 'Rejected',
  on_hand: 'On hand',
  shipped: 'Parcels shipped',
  delivered: 'Delivered',
  returned: 'Returned',
  active_devices: 'Active devices',
  users: 'People',
  readings: 'Readings',
} as const satisfies Partial<Record<keyof LotRow, string>>

/** In what a lot differs from what chance explains; null where in nothing. */
export function standsOut(lot: LotRow): string | null {
  const rate = lot.standing === 'far_above' ? 'rate' : ''
  const kind = lot.signal ? (lot.prr_of ?? 'reports') : ''
  return [rate, kind].filter((it) => it !== '').join(', ') || null
}

/** Every lot, or those to which something happened in the range. */
export const allLots = (span: LotSpan) =>
  definePanel<LotsAnswer>({
    id: 'all_lots',
    title: 'All lots',
    question: 'Open a lot for its details.',
    formula:
      'Rate: adverse events per active device with its exact Poisson interval (95 %). PRR: the share of a kind of report ' +
      'among the reports of the lot over its share among those of its sibling lots of the same product. ' +
      'On hand: the last count that names the lot; of one that is not counted by itself, what came in less what went out.',
    width: 12,
    cutBy: ['lot', 'product_id'],
    ask: (view) => [askLots('/analytics/lots', view, span)],
    show: ([{ lots: all }], { view }) => {
      const lots = filtered(all, view)
      if (lots.length === 0)
        return {
          table: null,
          reason: span === 'life' ? 'No event names a lot.' : 'No event of this range names a lot.',
        }
      return {
        table: {
          columns: [
            { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
            { id: 'product_id', title: 'Product', unit: 'text' },
            { id: 'status', title: 'Status', unit: 'text', tone: statusTone },
            {
              id: 'stands_out',
              title: 'Safety signal',
              unit: 'text',
              tone: (cell) => (cell === null ? undefined : 'bad'),
            },
            { id: 'adverse_events', title: 'Adverse events', unit: 'count' },
            { id: 'rate', title: 'Per active device', unit: 'ratio' },
            { id: 'rate_low', title: '95 % CI low', unit: 'ratio' },
            { id: 'rate_high', title: '95 % CI high', unit: 'ratio' },
            { id: 'prr', title: 'PRR', unit: 'count' },
            { id: 'prr_low', title: 'PRR CI low', unit: 'count' },
            { id: 'prr_high', title: 'PRR CI high', unit: 'count' },
            { id: 'prr_of', title: 'PRR term', unit: 'text' },
            { id: 'adherence', title: 'Adherence', unit: 'ratio' },
            ...Object.entries(counts).map(([id, title]) => ({ id, title, unit: 'count' as const })),
          ],
          rows: lots.map((lot) => [
            ...[lot.lot, lot.product_id, lot.status, standsOut(lot)],
            ...[lot.adverse_events, lot.rate, lot.rate_low, lot.rate_high],
            ...[lot.prr, lot.prr_low, lot.prr_high, lot.prr_of, lot.adherence],
            ...(Object.keys(counts) as (keyof typeof counts)[]).map((id) => lot[id]),
          ]),
          currency: null,
        },
      }
    },
  })
