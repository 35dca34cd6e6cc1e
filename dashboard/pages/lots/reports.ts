import { devicePage, orderPage, tracePage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatMoment } from '../../time/moment.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'
import { severityTitle, severityTone } from './severity.ts'

/** The reports themselves; each leads back to the device, the order and the parcel. */
export const lotReports = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_reports',
    title: 'Reports',
    question: 'Open a report to trace it to its order and parcel.',
    width: 12,
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([{ reports }], { view }) => {
      if (reports.length === 0) return { table: null, reason: 'No adverse events reported for this lot in this range.' }
      return {
        table: {
          columns: [
            { id: 'report_id', title: 'Report', unit: 'text', page: (_report, row) => tracePage(String(row.at(-1))) },
            { id: 'occurred_at', title: 'When', unit: 'text' },
            { id: 'severity', title: 'Severity', unit: 'text', tone: severityTone },
            { id: 'term', title: 'Term', unit: 'text' },
            { id: 'device_id', title: 'Device', unit: 'text', page: devicePage },
            { id: 'order_id', title: 'Order', unit: 'text', page: orderPage },
            { id: 'event_id', title: 'Event', unit: 'text' },
          ],
          rows: reports.map(({ event_id, occurred_at, severity, term, device_id, order_id, report_id }) => [
            report_id,
            formatMoment(occurred_at, view.timezone),
            severityTitle(severity),
            ...[term, device_id, order_id, event_id],
          ]),
          currency: null,
        },
        ...(reports.length >= 200 ? { note: 'The newest 200.' } : {}),
      }
    },
  })
