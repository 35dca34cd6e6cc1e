import { type Static, Type } from 'typebox'
import { MetaSchema } from '../insights/question.ts'
import { textOf, timeOf, withMeta } from '../insights/run-statements.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { logMoment } from '../warehouse/sql/log-order.ts'
import { ofTenant } from '../warehouse/sql/relation.ts'
import { classOf, deadlinesOf, stateOf } from './clock.ts'
import { ClockSchema } from './schema.ts'

export const OpenReportsSchema = Type.Object({
  reports: Type.Array(
    Type.Object({
      report_id: Type.String(),
      severity: Type.Union([Type.String(), Type.Null()]),
      lot: Type.Union([Type.String(), Type.Null()]),
      class: ClockSchema.properties.class,
      state: ClockSchema.properties.state,
      since: ClockSchema.properties.since,
      is_assumed: ClockSchema.properties.is_assumed,
      authority: Type.String({ enum: ['EU', 'FDA'], description: 'Whose deadline comes first' }),
      due_at: Type.String(),
      elapsed: Type.Number({ description: 'Share of its time that has gone; more than 1 when it is late' }),
    }),
    { description: 'Reportable and not closed; the one that is due first stands first' },
  ),
  meta: MetaSchema,
})
type OpenReports = Static<typeof OpenReportsSchema>

const last = (column: string, when: string) => `argMaxIf(${column}, ${logMoment}, ${when})`

const openReportsSql = `SELECT report_id, toString(${last('severity', "severity != ''")}), ${last('lot', "lot != ''")},
    ${last('imdrf_codes', 'notEmpty(imdrf_codes)')}, ${last('toNullable(reportable)', 'isNotNull(reportable)')},
    toString(${last('toNullable(aware_at)', 'isNotNull(aware_at)')}), toString(min(received_at))
  FROM ${ofTenant('events', 'type, action, report_id, severity, lot, imdrf_codes, reportable, aware_at, occurred_at, received_at, log_position')}
  WHERE type = 'adverse_event' AND report_id != ''
  GROUP BY report_id HAVING argMax(action, ${logMoment}) != 'closed'`

/**
 * Reports that have to be filed and are not closed, with the deadline that comes first.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export const answerOpenReports = (_: object, context: QueryContext): Promise<OpenReports> =>
  withMeta<Omit<OpenReports, 'meta'>>(context, false, async (read) => {
    const rows = await read(openReportsSql, {})
    const reports = rows.flatMap(([report_id, severity, lot, codes, reportable, aware, received]) => {
      const marked = reportable === null ? null : Boolean(reportable)
      const found = classOf(textOf(severity), codes as string[], marked)
      if (found === undefined) return []
      const since = timeOf(aware) ?? timeOf(received) ?? ''
      const deadlines = deadlinesOf(found, Date.parse(since), context.now)
      const [first] = deadlines.toSorted((a, b) => (a.due_at < b.due_at ? -1 : 1))
      if (first === undefined) return []
      const { authority, due_at, elapsed } = first
      return [
        {
          ...{ report_id: String(report_id), severity: textOf(severity), lot: textOf(lot), class: found },
          ...{ state: stateOf(deadlines, false), since, is_assumed: aware === null, authority, due_at, elapsed },
        },
      ]
    })
    return { reports: reports.sort((a, b) => (a.due_at < b.due_at ? -1 : 1)) }
  })
