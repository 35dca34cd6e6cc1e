import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { AskedFilters } from './filters.ts'
import { deleteJson, getJson, postJson } from './request.ts'

export type ConditionKind = 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point'
export type AlertWindow = 'hour' | 'day' | 'week'

/** What somebody wants to be told of. */
export interface AlertWish {
  name: string
  metric: string
  filters: AskedFilters
  window: AlertWindow
  /** A value in the measure's unit; for rises_by and falls_by a fraction of the window before. */
  condition: { kind: ConditionKind; value: number | null }
  webhook_url: string | null
}

export interface Alert extends AlertWish {
  id: string
  enabled: boolean
  state: 'ok' | 'firing' | 'unknown'
  /** Why the state is unknown. */
  reason: string | null
  last_value: number | null
  checked_at: string | null
}

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  refetchInterval: 30_000,
  queryFn: async ({ signal }) => (await getJson<{ alerts: Alert[] }>('/analytics/alerts', signal)).alerts,
})

/** `secret` signs the webhooks and is shown this once. */
export const addAlert = (wish: AlertWish) => postJson<Alert & { secret?: string }>('/analytics/alerts', wish)

export const deleteAlert = (id: string) => deleteJson(`/analytics/alerts/${id}`)

export const testAlert = (id: string) =>
  postJson<{ delivered: boolean; error: string | null }>(`/analytics/alerts/${id}/test`, {})

export interface Firing {
  id: string
  alert_id: string
  name: string
  metric: string
  fired_at: string
  resolved_at: string | null
  value: number
  limit: number | null
}

/** What fired in a range. */
export const firingsQuery = (from: string, to: string, metric: string) =>
  queryOptions({
    queryKey: ['firings', from, to, metric],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await getJson<{ firings: Firing[] }>(`/analytics/alerts/firings${writeAddress({ from, to, metric })}`, signal))
        .firings,
  })
