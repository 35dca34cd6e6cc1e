import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { postJson } from './request.ts'

/** What is asked: everything is said that has a default, so that equal questions are one. */
export type QueryBody = Body<'POST /analytics/query'> &
  Required<Pick<Body<'POST /analytics/query'>, 'granularity' | 'timezone' | 'filters' | 'limit'>>

type Told = Answered<'POST /analytics/query'>

/**
 * One bucket: its time and the values of its metrics. Where amounts could not be converted, those of each currency
 * stand in rows of their own, and everything that is not money in rows whose currency is null.
 */
export type QueryRow = Told['rows'][number] & { readonly time: string; readonly currency?: string | null }

interface Rows {
  readonly rows: readonly QueryRow[]
}
export type QueryPart = Omit<NonNullable<Told['previous']>, 'rows'> & Rows
export type QueryAnswer = Omit<Told, 'rows' | 'previous'> & Rows & { readonly previous?: QueryPart }
export type QueryMeta = Told['meta']

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
