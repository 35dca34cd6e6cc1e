import { queryOptions } from '@tanstack/react-query'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

/** One event and all that led to it. */
export type Trace = Answered<'GET /analytics/trace/{event_id}'>

/** Stored events do not change; what later happened to the same device or order may be added. */
export const traceQuery = (eventId: string) =>
  queryOptions({
    queryKey: ['trace', eventId],
    staleTime: 30_000,
    queryFn: ({ signal }) => getJson<Trace>(`/analytics/trace/${encodeURIComponent(eventId)}`, signal),
  })
