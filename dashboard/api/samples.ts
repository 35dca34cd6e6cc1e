import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { postJson } from './request.ts'

export type Samples = Answered<'POST /analytics/samples'>
export type SampleEvent = Samples['events'][number]

/** Some of the events that a measure was computed from, the newest first. */
export const samplesQuery = (body: Body<'POST /analytics/samples'>) =>
  queryOptions({
    queryKey: ['samples', body] as const,
    staleTime: 30_000,
    queryFn: ({ signal }) => postJson<Samples>('/analytics/samples', body, signal),
  })
