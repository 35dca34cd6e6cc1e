import { addDays, type CalendarDate } from '../time/calendar.ts'
import { presets, type Range, type RangeChoice } from './range.ts'

const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

const noon = (date: CalendarDate) => new Date(`${date}T12:00:00Z`)

/** "24 Oct – 22 Nov 2026": the days that a range holds, the last one included. */
export function spanTitle({ from, to }: Pick<Range, 'from' | 'to'>): string {
  const last = addDays(to, -1)
  if (from === last) return format.format(noon(from))
  // The spaces around the dash differ from one browser to the next.
  return format.formatRange(noon(from), noon(last)).replace(/\s*–\s*/, ' – ')
}

/** "Last 30 days", or the days themselves when they were chosen one by one. */
export const rangeTitle = (choice: RangeChoice): string =>
  'preset' in choice ? presets[choice.preset].title : spanTitle(choice)
