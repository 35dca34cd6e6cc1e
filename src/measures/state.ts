import type { Condition } from './condition.ts'

/** What must be known of a thing before this bucket: pieces of measures that no sum over the bucket's events can tell. */

/** A kind of thing that events tell about one after the other, such as the stock of a product in a warehouse. */
export interface Series {
  /** The type of its events. */
  readonly type: string
  /** Columns that name one thing. */
  readonly per: readonly string[]
  /** What lasts: SQL over the event's columns, null where the event does not say. It holds until another event says. */
  readonly facts: Readonly<Record<string, string>>
  /** What an event says of its own moment alone: SQL over its columns. */
  readonly own?: Readonly<Record<string, string>>
  /** Facts of the thing's parts, each named by `per`, which are added up to a fact of the thing. */
  readonly parts?: { readonly per: readonly string[]; readonly facts: Readonly<Record<string, string>> }
}

/** A value that lasts, over all things of a series: how it stands when a bucket ends or begins, or its mean over days. */
export interface Level {
  readonly kind: 'level'
  readonly series: Series
  /** SQL over the facts. Null counts as 0. */
  readonly of: string
  /** `mean` is of the levels at the end of each day of the bucket that has begun. */
  readonly at: 'end' | 'start' | 'mean'
  /** Amounts in the thing's currency. */
  readonly money: boolean
  /** What its measure rests on: a bucket in which nothing else of the measure differs from 0 has no row for it. */
  readonly basis?: true
}

/** What events of a series add, known with what lasts: Σ of an SQL expression over own values and facts. */
export interface Flow {
  readonly kind: 'flow'
  readonly series: Series
  readonly of: string
  readonly money: boolean
}

/** How often a condition over facts came to be true, of one thing after the other; or ceased to be, where it `falls`. */
export interface Turn {
  readonly kind: 'turn'
  readonly series: Series
  readonly of: string
  readonly falls: boolean
  readonly money: false
}

/** Pieces that are read from the history of a series. */
export type OfSeries = Level | Flow | Turn

/**
 * What the calendar says of a bucket: its `days`, with parts of a day; the number of its last day since 1970; or 1 where it
 * is a calendar `month`, whole and no more, else 0.
 */
export interface Calendar {
  readonly kind: 'calendar'
  readonly says: 'days' | 'last_day' | 'month'
  readonly money: false
}

/**
 * How many different values of a column, the empty one aside, over the `days` days that end with the bucket, of events that
 * a person causes (`personActions` of the event types).
 */
export interface Active {
  readonly kind: 'active'
  readonly of: string
  readonly days: number
  readonly money: false
}

/** How many different values of a column events have that no other event of the same value follows by the range's end. */
export interface Unfollowed {
  readonly kind: 'unfollowed'
  readonly of: string
  readonly when: Condition
  readonly unless: Condition
  readonly money: false
}

/**
 * Over groups of readings, one for each day and value of `per`: Σ of their coefficients of variation (standard deviation
 * of all readings of the group / their mean), or how many have one. A group of one reading has none, nor has one of mean 0.
 */
export interface Variation {
  readonly kind: 'variation'
  readonly of: string
  readonly per: readonly string[]
  readonly when: Condition
  readonly says: 'sum' | 'groups'
  readonly money: false
}

export type State = OfSeries | Calendar | Active | Unfollowed | Variation

export const level = (series: Series, of: string, at: Level['at'] = 'end'): Level => ({
  kind: 'level',
  series,
  of,
  at,
  money: false,
})

/** A level of amounts: each is converted by the rate of the event that set it. */
export const moneyLevel = (series: Series, of: string, at: Level['at'] = 'end'): Level => ({
  ...level(series, of, at),
  money: true,
})

/** Of how many things an SQL condition over the facts holds at the end, for a measure that is unknown where it holds of none. */
export const basis = (series: Series, of: string): Level => ({ ...level(series, of), basis: true })

export const flow = (series: Series, of: string): Flow => ({ kind: 'flow', series, of, money: false })

export const moneyFlow = (series: Series, of: string): Flow => ({ kind: 'flow', series, of, money: true })

export const turn = (series: Series, of: string): Turn => ({ kind: 'turn', series, of, falls: false, money: false })

export const fall = (series: Series, of: string): Turn => ({ kind: 'turn', series, of, falls: true, money: false })

/** Days of the bucket within the range; those to come count, too. */
export const days: Calendar = { kind: 'calendar', says: 'days', money: false }

/** Whether the bucket is a calendar month. */
export const month: Calendar = { kind: 'calendar', says: 'month', money: false }

/** The bucket's last day that has begun. */
export const lastDay: Calendar = { kind: 'calendar', says: 'last_day', money: false }

export const active = (of: string, days: number): Active => ({ kind: 'active', of, days, money: false })

export const unfollowed = (of: string, when: Condition, unless: Condition): Unfollowed => ({
  kind: 'unfollowed',
  of,
  when,
  unless,
  money: false,
})

/** The two sides of a mean coefficient of variation. */
export const variation = (of: string, per: readonly string[], when: Condition) => {
  const common = { kind: 'variation', of, per, when, money: false } as const
  return { coefficients: { ...common, says: 'sum' }, groups: { ...common, says: 'groups' } } as const
}
