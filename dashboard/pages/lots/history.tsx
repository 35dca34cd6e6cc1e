import { Timeline } from '../../charts/timeline.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import { askLot } from './asked.ts'
import type { LotHistoryEntry, OneLot } from './one-lot.ts'
import { statusTone } from './status.ts'

function detailOf({ reason, units_produced, units_rejected }: LotHistoryEntry): string {
  const units = [
    units_produced === null ? '' : `${formatValue(units_produced, 'count', null)} units made`,
    units_rejected === null ? '' : `${formatValue(units_rejected, 'count', null)} rejected`,
  ]
  return [...units, reason ?? ''].filter((it) => it !== '').join(', ')
}

/** What was decided about the lot. */
export const lotHistory = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_history',
    title: 'History',
    question: 'Dispositions: produced, released, quarantined, recalled',
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ history }], { view }) => {
      if (history.length === 0) return { table: null, reason: 'No batch event names this lot.' }
      return {
        table: {
          columns: [
            { id: 'at', title: 'When', unit: 'text' },
            { id: 'action', title: 'What', unit: 'text' },
            { id: 'detail', title: 'Detail', unit: 'text' },
          ],
          rows: history.map((it) => [it.at, it.action, detailOf(it)]),
          currency: null,
        },
        chart: (
          <Timeline
            title="History of the lot"
            happenings={history.map((it) => ({
              key: `${it.at} ${it.action}`,
              when: formatMoment(it.at, view.timezone),
              what: it.action,
              detail: detailOf(it),
              tone: statusTone(it.action),
            }))}
          />
        ),
      }
    },
  })
