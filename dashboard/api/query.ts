import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { DimensionFilters } from '../filters/dimensions.ts'
import type { Granularity } from '../filters/granularity.ts'
import { postJson } from './request.ts'

/** What is asked of `POST /analytics/query`. */
export interface QueryBody {
  metrics: readonly string[]
  from: string
  to: string
  granularity: Granularity
  timezone: string
  filters: DimensionFilters
  compare?: 'previous_period'
}

/** One bucket: its time, the values of its metrics, and its currency where amounts could not be converted. */
export interface QueryRow {
  time: string
  currency?: string
  [metric: string]: string | number | null | undefined
}

export type Totals = Readonly<Record<string, number | null>>

export interface QueryPart {
  rows: QueryRow[]
  /** Null where amounts stand in several currencies without a rate between them. */
  totals: Totals | null
  totals_by_currency?: Readonly<Record<string, Totals>>
}

export interface QueryMeta {
  currency: string | null
  /** Up to when the answer is complete; null while nothing was stored. */
  fresh_to: string | null
  source: 'rollup' | 'events'
  truncated: boolean
  elapsed_ms: number
}

export interface QueryAnswer extends QueryPart {
  previous?: QueryPart
  meta: QueryMeta
}

/** An open range is asked again every 15 seconds; the numbers on the page stay until the next ones are there. */
export const metricsQuery = (body: QueryBody, open: boolean) =>
  queryOptions({
    queryKey: ['query', body],
    queryFn: ({ signal }) => postJson<QueryAnswer>('/analytics/query', body, signal),
    enabled: body.metrics.length > 0,
    staleTime: 10_000,
    refetchInterval: open ? 15_000 : false,
    placeholderData: keepPreviousData,
  })
