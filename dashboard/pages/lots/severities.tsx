import { BarList } from '../../charts/bar-list.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'
import { severityTitle, severityTone } from './severity.ts'

/** How bad it was for people. */
export const lotSeverities = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_severities',
    title: 'Adverse events by severity',
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ severities }]) => {
      if (severities.length === 0)
        return { table: null, reason: 'No adverse events reported for this lot in this range.' }
      const text = (value: number | null) => formatValue(value, 'count', null)
      return {
        table: {
          columns: [
            { id: 'severity', title: 'Severity', unit: 'text' },
            { id: 'reports', title: 'Reports', unit: 'count' },
          ],
          rows: severities.map(({ severity, reports }) => [severityTitle(severity), reports]),
          currency: null,
        },
        chart: (
          <BarList
            title="Adverse events by severity"
            bars={severities.map(({ severity, reports }) => {
              const tone = severityTone(severity)
              return {
                key: severity,
                title: severityTitle(severity),
                value: reports ?? 0,
                text: text(reports),
                full: text(reports),
                ...(tone ? { tone } : {}),
              }
            })}
          />
        ),
      }
    },
  })
