import { queryOptions } from '@tanstack/react-query'
import type { AskedFilters } from './filters.ts'
import { postJson } from './request.ts'

export interface SampleEvent {
  id: string
  type: string
  action: string
  occurred_at: string
  data: Record<string, unknown>
  [field: string]: unknown
}

export interface Samples {
  events: SampleEvent[]
  /** The sums that the measure is made of: how many events each takes, and its definition as SQL. */
  sums: { name: string; count: number; definition: string }[]
}

interface SamplesBody {
  metric: string
  from: string
  to: string
  timezone: string
  filters: AskedFilters
  limit: number
}

/** Some of the events that a measure was computed from, the newest first. */
export const samplesQuery = (body: SamplesBody) =>
  queryOptions({
    queryKey: ['samples', body] as const,
    staleTime: 30_000,
    queryFn: ({ signal }) => postJson<Samples>('/analytics/samples', body, signal),
  })
