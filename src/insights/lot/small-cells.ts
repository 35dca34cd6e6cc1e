import { hiddenInLines } from '../../query/small-cells.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { devices, type HiddenLots, kinds, ofHealth } from '../lots/small-cells.ts'
import { boundsOf, type Read } from '../run-statements.ts'
import type { LotAnswer } from './request.ts'

type Details = Pick<LotAnswer, 'severities' | 'reports' | 'by_day' | 'out_of_range'>

/** The details of a lot, cut by severity and by day, without those that rest on few devices. */
export async function suppressedDetails(
  read: Read,
  range: Range,
  { lot, zone, least }: { readonly lot: string; readonly zone: string; readonly least: number },
  details: Details,
  hidden: HiddenLots,
): Promise<Details> {
  if (least === 0) return details
  const params = { ...boundsOf(range), lot, timezone: zone }
  const from = `FROM ${ofTenant('events')} WHERE ${ofHealth} AND lot = {lot:String} AND ${inRange}`
  const bySeverity = await read(
    `SELECT toString(severity), ${devices(kinds.reports)} AS many ${from} GROUP BY severity HAVING many > 0`,
    params,
  )
  const byDay = await read(
    `SELECT toString(toDate32(occurred_at, {timezone:String})) AS day, ${devices(kinds.reports)}, ${devices(kinds.readings)}
    ${from} GROUP BY day`,
    params,
  )
  const hiddenOf = (rows: readonly (readonly unknown[])[], at: number, isWhole: boolean) => {
    const found = isWhole
      ? rows.keys()
      : hiddenInLines(
          rows.map((row) => Number(row[at])),
          [[...rows.keys()]],
          least,
        )
    return new Set([...found].map((index) => String(rows[index]?.[0])))
  }
  const [noReports, noReadings] = [hidden.has('reports', lot), hidden.has('readings', lot)]
  const severities = hiddenOf(bySeverity, 1, noReports)
  const reportDays = hiddenOf(byDay, 1, noReports)
  const readingDays = hiddenOf(byDay, 2, noReadings)
  return {
    severities: details.severities.map((it) => (severities.has(it.severity) ? { ...it, reports: null } : it)),
    // The length of a list would disclose their number.
    reports: noReports || severities.size + reportDays.size > 0 ? [] : details.reports,
    out_of_range: noReadings ? null : details.out_of_range,
    by_day: details.by_day.map((it) => ({
      ...it,
      ...(reportDays.has(it.day) && { adverse_events: null }),
      ...(readingDays.has(it.day) && { readings: null }),
    })),
  }
}
