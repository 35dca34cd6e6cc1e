import { offsetMs } from '../../platform/local-time.ts'

const hourMs = 3_600_000

/**
 * Hours of a zone begin where its clocks show a full hour, and where they change within one: after a change by half an hour
 * (Lord Howe) they begin at half past in UTC, and what is left of the hour at hand is an hour of its own. The same rule in
 * SQL, for whatever is read, and here, for the rows that an answer has.
 */
export function hourStartMs(momentMs: number, zone: string): number {
  const offset = offsetMs(momentMs, zone)
  const start = momentMs - ((momentMs + offset) % hourMs)
  return start + Math.abs(offset - offsetMs(start, zone))
}

/** SQL of seconds since 1970 at which the hour of a moment begins, by the clocks of the zone asked for. */
export function hourStart(time: string): string {
  const at = (seconds: string) => `timezoneOffset(toDateTime(${seconds}, {timezone:String}))`
  const moment = `toInt64(toUnixTimestamp(toDateTime(${time}, 'UTC')))`
  const start = `(${moment} - (${moment} + ${at(time)}) % 3600)`
  return `(${start} + abs(${at(time)} - ${at(start)}))`
}
