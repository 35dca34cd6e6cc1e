import { lazy } from 'react'
import { definePanel } from '../../panels/panel.ts'
import type { LotsAnswer } from './answer.ts'
import { askLots, filtered, type LotSpan } from './asked.ts'
import { standingTitles } from './control-limits.ts'

const LotsPlot = lazy(() => import('./lots-plot.tsx'))

/** Which lots harm more people than chance explains. */
export const funnelPlot = (span: LotSpan) =>
  definePanel<LotsAnswer>({
    id: 'lots_funnel_plot',
    title: 'Adverse events by lot',
    question: 'Lots outside the control limits',
    formula:
      'Adverse events reported / devices of the lot that were active, over the whole life of each lot or in the range.' +
      ' A device that had several lots counts in each of its lots, so that the rate of all lots is below that of all devices.' +
      ' The limits are those within which 95 % and ' +
      '99.8 % of lots with so many devices lie when all share the rate of all lots together (exact Poisson).',
    width: 12,
    cutBy: ['lot', 'product_id'],
    ask: (view) => [askLots('/analytics/lots', view, span)],
    show: ([{ lots: all, limits, overall }], { view }) => {
      const lots = filtered(all, view).filter(({ rate }) => rate !== null)
      if (lots.length === 0)
        return {
          table: null,
          reason: span === 'life' ? 'No lot has an active device.' : 'No lot has an active device in this range.',
        }
      const ofLot = ({ standing }: (typeof lots)[number]) => (standing === null ? null : standingTitles[standing])
      return {
        table: {
          columns: [
            { id: 'lot', title: 'Lot', unit: 'text' },
            { id: 'active_devices', title: 'Active devices', unit: 'count' },
            { id: 'adverse_events', title: 'Adverse events', unit: 'count' },
            { id: 'rate', title: 'Per active device', unit: 'ratio' },
            { id: 'standing', title: 'Against the limits', unit: 'text' },
          ],
          rows: lots.map((lot) => [lot.lot, lot.active_devices, lot.adverse_events, lot.rate, ofLot(lot)]),
          currency: null,
        },
        chart: <LotsPlot data={{ lots, limits, rate: overall.rate }} />,
      }
    },
  })
