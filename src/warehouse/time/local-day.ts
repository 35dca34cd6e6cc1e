import { beginningsOfDayMs, offsetMs } from '../../platform/local-time.ts'
import { milliseconds, type Range } from './range.ts'
import { datesOfChange } from './zone.ts'

/**
 * SQL of the local date of a moment. ClickHouse knows changes of clocks to the quarter of an hour; where a day begins, and
 * a minute later clocks go back into the day before (St John's, Moncton), it puts that minute on the day before. Such
 * minutes of the range are written out.
 */
export function localDay(time: string, { range, zone }: { range: Range; zone: string }): string {
  const day = `toDate32(${time}, {timezone:String})`
  const exceptions = misplaced(range, zone).flatMap(({ from, to, date }) => [
    `toUnixTimestamp(${time}) >= ${from} AND toUnixTimestamp(${time}) < ${to}`,
    `toDate32('${date}')`,
  ])
  return exceptions.length === 0 ? day : `multiIf(${exceptions.join(', ')}, ${day})`
}

/** In seconds since 1970, from the first beginning of a day that begins twice to the change of clocks behind it. */
function misplaced(range: Range, zone: string) {
  return datesOfChange(milliseconds(range.from), milliseconds(range.to), zone).flatMap((date) => {
    const [first, second] = beginningsOfDayMs(date, zone).map((moment) => moment / 1000)
    if (first === undefined || second === undefined) return []
    const offset = offsetMs(first * 1000, zone)
    let [before, after] = [first, second]
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offsetMs(middle * 1000, zone) === offset) before = middle
      else after = middle
    }
    return [{ from: first, to: after, date }]
  })
}
