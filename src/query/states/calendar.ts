import { begun, datesIn, dayNumber, daysIn, isMonth } from '../../warehouse/time/buckets.ts'
import type { Part } from '../plan/plan.ts'

/** What the calendar says of a bucket, by the names of the part's states. */
export function calendarOf({ states, range, granularity, zone }: Part, time: string | null, now: number) {
  const said = new Map<string, number>()
  for (const [name, state] of states) {
    if (state.kind !== 'calendar') continue
    const lastDay = () => dayNumber(datesIn(time, begun(range, now), granularity, zone).last)
    const says = {
      days: () => daysIn(time, range, granularity, zone),
      last_day: lastDay,
      month: () => isMonth(time, range, granularity, zone),
    }
    said.set(name, Number(says[state.says]()))
  }
  return said
}
