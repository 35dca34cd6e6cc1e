import { writeAddress } from '../../api/address.ts'
import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { definePanel } from '../../panels/panel.ts'
import { HourGrid } from './hour-grid.tsx'

type Completeness = Answered<'GET /analytics/operations/completeness'> & Answer
type Lag = Answered<'GET /analytics/operations/lag'> & Answer

/** The archive writes when an hour ends; what waits longer than this is late. */
const archiveSeconds = 2 * 3_600

const hourMs = 3_600_000
/** The service counts eight days in every store at once. */
const mostMs = 168 * hourMs

export const completeness = definePanel<Completeness>({
  id: 'completeness',
  title: 'Completeness by hour',
  question: 'Events of each hour in ledger, log, warehouse and archive',
  formula: 'events of the hour in ledger, log, warehouse and archive: the hour is complete when all four are equal',
  width: 12,
  ask: ({ range }) => {
    // By the minute, so that each refresh is the same question.
    const now = Math.ceil(Date.now() / 60_000) * 60_000
    const toMs = Math.min(range.endMs, now)
    const fromMs = Math.max(Math.min(range.startMs, toMs - hourMs), toMs - mostMs)
    const bounds = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
    return [
      { method: 'GET', path: `/analytics/operations/completeness${writeAddress(bounds)}` },
      { method: 'GET', path: '/analytics/operations/lag' },
    ]
  },
  show: ([{ hours }, lag], { view }) => {
    if (hours.length === 0) return { table: null, reason: 'No event occurred in these hours.' }
    return {
      table: {
        columns: [
          { id: 'hour', title: 'Hour', unit: 'text' },
          { id: 'ledger', title: 'Ledger', unit: 'count' },
          { id: 'log', title: 'Log', unit: 'count' },
          { id: 'warehouse', title: 'Warehouse', unit: 'count' },
          { id: 'archive', title: 'Archive', unit: 'count' },
          { id: 'complete', title: 'Complete', unit: 'text' },
        ],
        rows: hours
          .toReversed()
          .map((it) => [...[it.hour, it.ledger, it.log, it.warehouse, it.archive], it.complete ? 'yes' : 'not yet']),
        currency: null,
      },
      chart: <HourGrid hours={hours} archiveIsLate={isArchiveLate(lag as unknown as Lag)} />,
      ...(view.range.days > 7 ? { note: 'The last seven days of the range.' } : {}),
    }
  },
})

const isArchiveLate = ({ consumers }: Lag) => {
  const archive = consumers.find(({ name }) => name === 'archive')
  return (archive?.seconds_behind ?? 0) > archiveSeconds
}
