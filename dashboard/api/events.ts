import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answer, Ask } from './ask.ts'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

export type FoundEvent = Answered<'GET /analytics/events'>['events'][number]

/** The latest events of a person or device. @param reveal protected values in the clear, which the audit trail notes */
export const latestEventsQuery = (subject: { user_id: string } | { device_id: string }, reveal: boolean) =>
  queryOptions({
    queryKey: ['latest-events', subject, reveal],
    // What was opened stays open while the values come.
    placeholderData: keepPreviousData,
    // Values in the clear are fetched only on request: each access is audited.
    refetchOnWindowFocus: !reveal,
    queryFn: async ({ signal }): Promise<readonly FoundEvent[]> =>
      (
        await getJson<Answered<'GET /analytics/events'>>(
          `/analytics/events${writeAddress({ ...subject, limit: 20, ...(reveal && { reveal: 'true' }) })}`,
          signal,
        )
      ).events,
  })

export type FoundEvents = Answered<'GET /analytics/events'> & Answer

/** How many events of one record are read. */
export const mostEvents = 1_000

/** A look-up as a panel asks it: the newest events of these filters. */
export const askEvents = (filters: Readonly<Record<string, string>>, limit = mostEvents): Ask => ({
  method: 'GET',
  path: `/analytics/events${writeAddress({ ...filters, limit })}`,
})
