import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Granularity } from '../time/granularity.ts'
import type { AskedFilters } from './filters.ts'
import { postJson } from './request.ts'

/** What is asked of `POST /analytics/query`. */
export interface QueryBody {
  metrics: readonly string[]
  from: string
  to: string
  granularity: Granularity | 'total'
  timezone: string
  filters: AskedFilters
  dimensions?: readonly string[]
  compare?: 'previous_period' | 'previous_year'
  /** A metric, a dimension or time; with - before it descending. */
  order_by?: string
  limit: number
  /** Adds the SQL to the answer's meta. */
  explain?: boolean
}

/**
 * One bucket: its time and the values of its metrics. Where amounts could not be converted, those of each currency
 * stand in rows of their own, and everything that is not money in rows whose currency is null.
 */
export interface QueryRow {
  time: string
  currency?: string | null
  [metric: string]: string | number | number[] | null | undefined
}

export type Totals = Readonly<Record<string, number | number[] | null>>

export interface QueryPart {
  rows: QueryRow[]
  totals: Totals
  /** Only where amounts stand in several currencies without a rate between them; their `totals` are then null. */
  totals_by_currency?: Readonly<Record<string, Totals>>
}

export interface QueryMeta {
  currency: string | null
  /** Up to when the answer is complete; null while nothing was stored. */
  fresh_to: string | null
  /** The hour of the first event; null while nothing was stored. */
  data_from: string | null
  source: 'rollup' | 'events'
  truncated: boolean
  elapsed_ms: number
  /** Only where it was asked for. */
  sql?: readonly string[]
}

export interface QueryAnswer extends QueryPart {
  previous?: QueryPart
  meta: QueryMeta
}

/** The most rows that the service answers; a year of days in five currencies is less than a fifth of it. */
export const maxRows = 10_000

/** An open range is asked again every 15 seconds; the numbers on the page stay until the next ones are there. */
export const metricsQuery = (body: QueryBody, open: boolean) =>
  queryOptions({
    queryKey: ['query', body] as const,
    queryFn: ({ signal }) => postJson<QueryAnswer>('/analytics/query', body, signal),
    enabled: body.metrics.length > 0,
    staleTime: 10_000,
    refetchInterval: open ? 15_000 : false,
    placeholderData: keepPreviousData,
  })
