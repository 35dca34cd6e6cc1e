import { queryOptions } from '@tanstack/react-query'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

export type Catalogue = Answered<'GET /analytics/catalogue'>
export type Measure = Catalogue['measures'][number]
export type EventKind = Catalogue['events'][number]
/** A value whose unit is distribution is a list of counts, of ten equal bins from 0 to 1; all others are numbers. */
export type Unit = Measure['unit']

/** What the service can receive and count; changes only with a new version of the service. */
export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => getJson<Catalogue>('/analytics/catalogue', signal),
})
