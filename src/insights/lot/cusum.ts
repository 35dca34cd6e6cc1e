import { addDays, daysBetween } from '../../platform/calendar.ts'
import { type LotDay, lotCusum } from '../../statistics/cusum/lot-cusum.ts'
import { safetyDesign } from '../../statistics/cusum/poisson-cusum.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { lifeSigns } from '../lots/naming.ts'
import { boundsOf, type Read } from '../run-statements.ts'
import type { LotAnswer } from './request.ts'

type Cusum = LotAnswer['cusum']

const { limit, ratio, runLength: reports_between_false_signals } = safetyDesign
const design = { limit, ratio, reports_between_false_signals }

/**
 * The CUSUM of adverse events per device-day of a lot, day by day, against those of its siblings before.
 * @param isTold whether figures of each day may be shown; that there is a signal is shown in any case
 */
export async function lotCusumOf(
  read: Read,
  range: Range,
  { lot, siblings, zone, isTold }: { lot: string; siblings: readonly string[]; zone: string; isTold: boolean },
): Promise<Cusum> {
  const days = await readDays(read, range, { lot, siblings, zone })
  const first = days.findIndex(({ devices, reports }) => devices + reports > 0)
  if (first === -1) return { ...design, signal_on: null, reason: 'Nothing happened to the lot.', by_day: [] }
  const found = lotCusum(days)
  const dayAt = (at: number) => days[at]?.day ?? ''
  const judged = found.days.findIndex(({ statistic }, at) => at >= first && statistic !== null)
  if (judged === -1) {
    const reason = 'No other lot of its product was in use before.'
    return { ...design, signal_on: null, reason, by_day: [] }
  }
  const signal_on = found.signalAt === null ? null : dayAt(found.signalAt)
  if (!isTold) return { ...design, signal_on, reason: 'Suppressed: it rests on too few devices.', by_day: [] }
  return {
    ...{ ...design, signal_on, reason: null },
    by_day: found.days.slice(judged).map(({ statistic, expected }, at) => ({
      ...{ day: dayAt(judged + at), value: statistic ?? 0, expected: expected ?? 0 },
      adverse_events: days[judged + at]?.reports ?? 0,
    })),
  }
}

/** Each day from the first on which anything happened to a lot of the product, to the last on which anything happened to this one. */
async function readDays(
  read: Read,
  range: Range,
  { lot, siblings, zone }: { lot: string; siblings: readonly string[]; zone: string },
): Promise<(LotDay & { day: string })[]> {
  const rows = await read(
    `SELECT day, sumIf(devices, lot = {lot:String}), sumIf(reports, lot = {lot:String}),
      sumIf(devices, lot != {lot:String}), sumIf(reports, lot != {lot:String})
    FROM (SELECT lot, toString(toDate32(occurred_at, {timezone:String})) AS day,
        uniqExactIf(device_id, device_id != '' AND ${lifeSigns}) AS devices,
        countIf(type = 'adverse_event' AND action = 'reported') AS reports
      FROM ${ofTenant('events', 'lot, type, action, device_id, occurred_at')}
      WHERE (${lifeSigns} OR type = 'adverse_event') AND has({lots:Array(String)}, lot) AND ${inRange}
      GROUP BY lot, day)
    GROUP BY day ORDER BY day`,
    { ...boundsOf(range), timezone: zone, lot, lots: [lot, ...siblings] },
  )
  const told = new Map(rows.map(([day, ...counts]) => [String(day), counts.map(Number)]))
  const [start] = told.keys()
  const last = [...told].findLast(([, [devices = 0, reports = 0]]) => devices + reports > 0)?.[0]
  if (start === undefined || last === undefined) return []
  return Array.from({ length: daysBetween(start, last) + 1 }, (_, at) => {
    const day = addDays(start, at)
    const [devices = 0, reports = 0, siblingDevices = 0, siblingReports = 0] = told.get(day) ?? []
    return { day, devices, reports, siblingDevices, siblingReports }
  })
}
