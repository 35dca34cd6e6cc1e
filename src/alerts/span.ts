import type { Condition, Window } from './alert.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const lengthMs: Readonly<Record<Window, number>> = { hour: hourMs, day: 24 * hourMs, week: 168 * hourMs }

/**
 * The time span that an alert evaluates, RFC 3339. An hour is the last 60 minutes. A day and a week are whole hours, so
 * that rollups can answer: up to the end of the hour that runs; for a change up to the end of the last full one,
 * because a part of an hour would look like a fall.
 */
export function spanOf(window: Window, { kind }: Condition, now: number): { from: string; to: string } {
  const isChange = kind === 'rises_by' || kind === 'falls_by'
  const minute = Math.ceil(now / minuteMs) * minuteMs
  const hour = isChange ? Math.floor(now / hourMs) * hourMs : Math.ceil(now / hourMs) * hourMs
  const to = window === 'hour' ? minute : hour
  return { from: new Date(to - lengthMs[window]).toISOString(), to: new Date(to).toISOString() }
}
