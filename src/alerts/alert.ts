import type { QueryRequest } from '../query/request.ts'

export const windows = ['hour', 'day', 'week'] as const
export type Window = (typeof windows)[number]

export const conditionKinds = ['above', 'below', 'rises_by', 'falls_by', 'at_reorder_point'] as const

/**
 * When an alert fires. The value of `above` and `below` is in the measure's unit, that of `rises_by` and `falls_by` a
 * fraction of the window before (0.5: by half); `at_reorder_point` has none.
 */
export interface Condition {
  readonly kind: (typeof conditionKinds)[number]
  readonly value: number | null
  /** Over fewer observations a rate does not fire: 100 % of 3 payments says nothing. Null: over any. */
  readonly minimum_observations?: number | null
}

/** A measure that is looked at every minute. */
export interface Alert {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly metric: string
  readonly filters: NonNullable<QueryRequest['filters']>
  /** How far back it looks. */
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

/** What somebody says of an alert. */
export type AlertWish = Pick<Alert, 'name' | 'metric' | 'filters' | 'window' | 'condition' | 'webhook_url' | 'enabled'>
