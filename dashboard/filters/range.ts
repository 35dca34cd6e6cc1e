import { addDays, addMonths, type CalendarDate, daysBetween, startOfMonth } from '../time/calendar.ts'
import { dateAt, endOfDay } from '../time/zone.ts'

/** The ranges that move with the clock, in the order in which they are offered. */
export const presets = {
  today: { title: 'Today', span: (today: CalendarDate) => [today, addDays(today, 1)] },
  yesterday: { title: 'Yesterday', span: (today: CalendarDate) => [addDays(today, -1), today] },
  last_7_days: { title: 'Last 7 days', span: (today: CalendarDate) => [addDays(today, -6), addDays(today, 1)] },
  last_30_days: { title: 'Last 30 days', span: (today: CalendarDate) => [addDays(today, -29), addDays(today, 1)] },
  last_90_days: { title: 'Last 90 days', span: (today: CalendarDate) => [addDays(today, -89), addDays(today, 1)] },
  this_month: { title: 'This month', span: (today: CalendarDate) => [startOfMonth(today), addDays(today, 1)] },
  last_month: { title: 'Last month', span: (today: CalendarDate) => [addMonths(today, -1), startOfMonth(today)] },
} as const satisfies Record<string, { title: string; span: (today: CalendarDate) => readonly [string, string] }>

export type Preset = keyof typeof presets

export const defaultPreset: Preset = 'last_30_days'

export const isPreset = (word: unknown): word is Preset => typeof word === 'string' && Object.hasOwn(presets, word)

/** Either a preset or two dates; `to` is the first day that is no longer part of it, as in the API. */
export type RangeChoice = { preset: Preset } | { from: CalendarDate; to: CalendarDate }

export interface Range {
  readonly from: CalendarDate
  /** Not included. */
  readonly to: CalendarDate
  readonly days: number
  /** True while new events can still fall into it: then the page refreshes itself. */
  readonly open: boolean
}

/** Turns a choice into dates of the zone's calendar. */
export function resolveRange(choice: RangeChoice, nowMs: number, zone: string): Range {
  const [from, to] =
    'preset' in choice ? presets[choice.preset].span(dateAt(nowMs, zone)) : ([choice.from, choice.to] as const)
  return { from, to, days: daysBetween(from, to), open: endOfDay(addDays(to, -1), zone) > nowMs }
}
