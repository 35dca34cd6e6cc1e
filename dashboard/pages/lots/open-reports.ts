import type { Answer } from '../../api/ask.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { lotPage, reportPage } from '../../panels/destination.ts'
import { definePanel } from '../../panels/panel.ts'
import { formatFullMoment } from '../../time/moment.ts'
import { stateTitles } from '../reports/words.ts'
import { severityTitle, severityTone } from './severity.ts'

type OpenReports = Answered<'GET /analytics/incidents'> & Answer

/** Reports that are reportable and not closed, whenever they were made, with the deadline that comes first. */
export const openReports = definePanel<OpenReports>({
  id: 'open_reports',
  title: 'Reports to file',
  question: 'Which open reports are due, and when? Whatever the range of the page.',
  formula:
    'Reports that are not closed and are serious by severity or IMDRF code, or are flagged as reportable. Due: the earlier of the deadlines of the ' +
    'EU (Regulation 2017/745, article 87) and the FDA (21 CFR 803), from the awareness date or, without one, from when the report was received.',
  width: 12,
  scope: 'personal:read',
  ask: () => [{ method: 'GET', path: '/analytics/incidents' }],
  show: ([{ reports }], { view }) => {
    if (reports.length === 0) return { table: null, reason: 'No reportable report is open.' }
    return {
      table: {
        columns: [
          { id: 'report_id', title: 'Report', unit: 'text', page: reportPage },
          { id: 'severity', title: 'Severity', unit: 'text', tone: severityTone },
          { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
          { id: 'authority', title: 'Due first at', unit: 'text' },
          { id: 'due_at', title: 'Due', unit: 'text' },
          { id: 'elapsed', title: 'Time elapsed', unit: 'ratio' },
          { id: 'state', title: 'State', unit: 'text', tone: (state) => tones[String(state)] },
        ],
        rows: reports.map(({ report_id, severity, lot, authority, due_at, elapsed, state }) => [
          ...[report_id, severity === null ? null : severityTitle(severity), lot, authority],
          ...[formatFullMoment(due_at, view.timezone), elapsed, stateTitles[state] ?? state],
        ]),
        currency: null,
      },
    }
  },
})

const tones = { overdue: 'bad', 'due soon': 'bad', 'half the time elapsed': 'warn' } as Readonly<
  Record<string, 'bad' | 'warn' | undefined>
>
