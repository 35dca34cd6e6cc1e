import { queryOptions } from '@tanstack/react-query'
import { getJson } from './request.ts'

/** A value whose unit is distribution is a list of counts, of ten equal bins from 0 to 1; all others are numbers. */
export type Unit = 'count' | 'money' | 'ratio' | 'times' | 'milliseconds' | 'hours' | 'days' | 'distribution'

export interface Measure {
  id: string
  title: string
  /** The question that it answers. */
  question: string
  formula: string
  unit: Unit
  /** What it can be cut and filtered by. */
  dimensions: string[]
}

export interface EventKind {
  type: string
  actions: string[]
  /** What its events can be cut by. */
  dimensions: string[]
}

export interface Catalogue {
  events: EventKind[]
  measures: Measure[]
}

/** What the service can receive and count; changes only with a new version of the service. */
export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => getJson<Catalogue>('/analytics/catalogue', signal),
})
