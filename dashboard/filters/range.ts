import {
  addDays,
  addMonths,
  type CalendarDate,
  daysBetween,
  isCalendarDate,
  startOfMonth,
} from '../../src/platform/calendar.ts'
import { dateAt, instantOf, localTimeAt, momentOf } from '../time/zone.ts'

/** The ranges that move with the clock, in the order in which they are offered. */
export const presets = {
  today: { title: 'Today', span: (today: CalendarDate) => [today, addDays(today, 1)] },
  yesterday: { title: 'Yesterday', span: (today: CalendarDate) => [addDays(today, -1), today] },
  last_7_days: { title: 'Last 7 days', span: (today: CalendarDate) => [addDays(today, -6), addDays(today, 1)] },
  last_30_days: { title: 'Last 30 days', span: (today: CalendarDate) => [addDays(today, -29), addDays(today, 1)] },
  last_90_days: { title: 'Last 90 days', span: (today: CalendarDate) => [addDays(today, -89), addDays(today, 1)] },
  this_month: { title: 'This month', span: (today: CalendarDate) => [startOfMonth(today), addDays(today, 1)] },
  this_year: { title: 'This year', span: (today: CalendarDate) => [`${today.slice(0, 4)}-01-01`, addDays(today, 1)] },
  last_month: { title: 'Last month', span: (today: CalendarDate) => [addMonths(today, -1), startOfMonth(today)] },
} as const satisfies Record<string, { title: string; span: (today: CalendarDate) => readonly [string, string] }>

export type Preset = keyof typeof presets

export const defaultPreset: Preset = 'last_30_days'

export const isPreset = (word: unknown): word is Preset => typeof word === 'string' && Object.hasOwn(presets, word)

/**
 * Either a preset or two bounds, both dates or both local times (`2026-10-31T08:30`). `to` is no longer part of it, as in
 * the API.
 */
export type RangeChoice = { preset: Preset } | { from: string; to: string }

export interface Range {
  /** As the API takes it: a date of the zone, or a moment (RFC 3339, UTC) where the range begins within a day. */
  readonly from: string
  /** Not included. */
  readonly to: string
  /** How many days it spans; a part of one counts as one. */
  readonly days: number
  readonly startMs: number
  readonly endMs: number
  /** True while new events can still fall into it: then the page refreshes itself. */
  readonly open: boolean
}

const dayMs = 86_400_000

/** Turns a choice into bounds of the zone's calendar. */
export function resolveRange(choice: RangeChoice, nowMs: number, zone: string): Range {
  const bounds =
    'preset' in choice ? presets[choice.preset].span(dateAt(nowMs, zone)) : ([choice.from, choice.to] as const)
  const [from, to] = bounds.map((bound) =>
    isCalendarDate(bound) ? bound : new Date(instantOf(bound, zone)).toISOString(),
  ) as [string, string]
  const [startMs, endMs] = [momentOf(from, zone), momentOf(to, zone)]
  const days = isCalendarDate(from) ? daysBetween(from, to) : Math.ceil((endMs - startMs) / dayMs)
  return { from, to, days, startMs, endMs, open: endMs > nowMs }
}

/** The range of the same length right before or after, as a choice. */
export function besideRange({ from, to, days, startMs, endMs }: Range, zone: string, side: -1 | 1): RangeChoice {
  if (isCalendarDate(from)) return { from: addDays(from, side * days), to: addDays(to, side * days) }
  const length = (endMs - startMs) * side
  return { from: localTimeAt(startMs + length, zone), to: localTimeAt(endMs + length, zone) }
}
