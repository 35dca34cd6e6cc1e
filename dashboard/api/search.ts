import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

export type SearchAnswer = Answered<'GET /analytics/search'>
export type FoundRecord = SearchAnswer['records'][number]
export type FoundValue = SearchAnswer['values'][number]

/** With fewer characters nearly everything would be found. */
export const leastTyped = 2
const mostTyped = 128

/** Whatever has an id, and values of dimensions, that hold what was typed; nothing is asked where that is too little. */
export const searchQuery = (typed: string) =>
  queryOptions({
    queryKey: ['search', typed],
    enabled: typed.length >= leastTyped && typed.length <= mostTyped,
    staleTime: 30_000,
    queryFn: ({ signal }) => getJson<SearchAnswer>(`/analytics/search${writeAddress({ q: typed })}`, signal),
  })
