import type { ClientEvent } from './event.ts'
import { simulate } from './simulate.ts'
import { day } from './time.ts'

/** The 90 days that tests check: one business at scale 1, and ways to query it. */
export const openedAt = Date.parse('2026-08-24T00:00:00Z')

export function liveNinetyDays(seed: number) {
  const to = new Date(openedAt + 90 * day).toISOString()
  const events = [...simulate({ seed, from: new Date(openedAt).toISOString(), to, scale: 1 })]
  const byName = Map.groupBy(events, ({ type, action }) => `${type}.${action}`)
  /** Events of one type and action, `type.action`. */
  const of = (name: string) => byName.get(name) ?? []
  const count = (name: string) => of(name).length
  return { events, of, count }
}

/** The day of the business that an event falls on, from 0. */
export const dayOfEvent = ({ occurred_at }: ClientEvent) => Math.floor((Date.parse(occurred_at) - openedAt) / day)

/** Events of the days from (included) to (not). */
export const during = (events: readonly ClientEvent[], from: number, to: number) =>
  events.filter((event) => dayOfEvent(event) >= from && dayOfEvent(event) < to)

export const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
