import type { QueryRequest } from '../query/request.ts'

export const windows = ['hour', 'day', 'week'] as const
export type Window = (typeof windows)[number]

/** Conditions of reports and lots: each of them that meets the condition is a firing of its own. */
export const subjectKinds = ['incident_deadline', 'lot_signal'] as const
export type SubjectKind = (typeof subjectKinds)[number]

export const conditionKinds = [
  ...(['above', 'below', 'rises_by', 'falls_by', 'at_reorder_point', 'outside_expected'] as const),
  ...subjectKinds,
] as const

export const isSubjectKind = (kind: string): kind is SubjectKind => (subjectKinds as readonly string[]).includes(kind)

/**
 * When an alert fires. The value of `above` and `below` is in the measure's unit, that of `rises_by` and `falls_by` a
 * fraction of the window before (0.5: by half), that of `outside_expected` the share of values that the band of the forecast is meant to
 * hold (null: 0.95). `at_reorder_point` has none, nor have `incident_deadline` (half of the time to file a report has gone, 80 % of it,
 * or all) and `lot_signal` (the CUSUM of a lot reached its limit).
 */
export interface Condition {
  readonly kind: (typeof conditionKinds)[number]
  readonly value: number | null
  /** Over fewer observations a rate does not fire: 100 % of 3 payments says nothing. Null: over any. */
  readonly minimum_observations?: number | null
}

/** A measure that is evaluated every minute. */
export interface Alert {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly metric: string
  readonly filters: NonNullable<QueryRequest['filters']>
  /** How far back it looks; of `outside_expected` what is forecast: the last whole day or week. Others of subjects have no use for it. */
  readonly window: Window
  readonly condition: Condition
  readonly webhook_url: string | null
  readonly enabled: boolean
  readonly state: 'ok' | 'firing' | 'unknown'
  /** Why the state is unknown. */
  readonly reason: string | null
  readonly last_value: number | null
  /** RFC 3339; null before the first look. */
  readonly checked_at: string | null
  readonly created_at: string
}

/** What the author of an alert sets. */
export type AlertWish = Pick<Alert, 'name' | 'metric' | 'filters' | 'window' | 'condition' | 'webhook_url' | 'enabled'>
