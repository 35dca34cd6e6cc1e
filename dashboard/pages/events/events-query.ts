import { infiniteQueryOptions } from '@tanstack/react-query'
import { writeAddress } from '../../api/address.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { getJson } from '../../api/request.ts'
import type { LiveSearch } from '../live/search.ts'

type Found = Answered<'GET /analytics/events'>
export type FoundEvent = Found['events'][number]

/** How many events a page of the look-up has. */
const pageSize = 100

/** Filters with the bounds of the range (RFC 3339), where the reader asked for one. */
export interface AskedEvents extends LiveSearch {
  readonly from?: string
  readonly to?: string
}

/** The address of a look-up. @param limit at most 1,000 */
export const eventsAddress = (asked: AskedEvents, limit = pageSize, cursor?: string): string =>
  `/analytics/events${writeAddress({ ...asked, limit, cursor })}`

/** Events of these filters, newest first, page by page. */
export const eventsQuery = (asked: AskedEvents) =>
  infiniteQueryOptions({
    queryKey: ['events', asked],
    staleTime: 10_000,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      getJson<Found>(eventsAddress(asked, pageSize, pageParam === '' ? undefined : pageParam), signal),
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
