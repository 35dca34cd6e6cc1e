import { queryOptions } from '@tanstack/react-query'
import { getJson } from './request.ts'

/** One event and all that led to it, as `GET /analytics/trace/{event_id}` tells it. */
export interface Trace {
  event: { id: string; type: string; action: string; occurred_at: string; data: Record<string, unknown> }
  lot: string | null
  batch: { action: string; at: string; reason: string | null }[]
  device: {
    device_id: string
    activated_at: string | null
    firmware: string | null
    last_seen_at: string | null
  } | null
  order: {
    order_id: string
    placed_at: string | null
    user_id: string | null
    value: number | null
    currency: string | null
  } | null
  shipment: {
    shipment_id: string
    carrier: string | null
    warehouse_id: string | null
    dispatched_at: string | null
    delivered_at: string | null
  } | null
  timeline: { event_id: string; type: string; action: string; occurred_at: string; label: string | null }[]
}

/** Stored events do not change; what later happened to the same device or order may be added. */
export const traceQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['trace', eventId],
    staleTime: 30_000,
    queryFn: ({ signal }) => getJson<Trace>(`/analytics/trace/${encodeURIComponent(eventId)}`, signal),
  })
