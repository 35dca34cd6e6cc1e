import { addDays, type CalendarDate, isCalendarDate } from '../../src/platform/calendar.ts'
import type { Bounds } from './comparison.ts'
import { presets, type RangeChoice } from './range.ts'

const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

const noon = (date: CalendarDate) => new Date(`${date}T12:00:00Z`)

const timed = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone: zone,
  })

/**
 * "24 Oct – 22 Nov 2026": the days that a range holds, the last one included; with the times of day where it begins or
 * ends within one.
 * @param zone of the times of day
 */
export function spanTitle({ from, to }: Bounds, zone = 'UTC'): string {
  if (!isCalendarDate(from) || !isCalendarDate(to)) {
    // A date beside a moment is the beginning of that day.
    const [first, end] = [from, to].map((bound) =>
      isCalendarDate(bound) ? `${format.format(noon(bound))}, 00:00` : timed(zone).format(new Date(bound)),
    )
    return `${first} – ${end}`
  }
  const last = addDays(to, -1)
  if (from === last) return format.format(noon(from))
  // The spaces around the dash differ from one browser to the next.
  return format.formatRange(noon(from), noon(last)).replace(/\s*–\s*/, ' – ')
}

/** "Last 30 days", or the days themselves when they were chosen one by one. */
export const rangeTitle = (choice: RangeChoice): string =>
  'preset' in choice ? presets[choice.preset].title : spanTitle(asUtc(choice))

/** Local times are shown as they were chosen. */
const asUtc = ({ from, to }: Bounds): Bounds => ({ from: zoned(from), to: zoned(to) })
const zoned = (bound: string) => (isCalendarDate(bound) ? bound : `${bound}:00Z`)
