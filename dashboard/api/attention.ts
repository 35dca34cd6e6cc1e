import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered } from './generated/contract.ts'
import { getJson } from './request.ts'

export type Attention = Answered<'GET /analytics/attention'>
export type AttentionItem = Attention['items'][number]

/** What needs attention now, whatever the range and the filters. It is worked out anew every five minutes. */
export const attentionQuery = (timezone: string) =>
  queryOptions({
    queryKey: ['attention', timezone] as const,
    queryFn: ({ signal }) => getJson<Attention>(`/analytics/attention${writeAddress({ timezone })}`, signal),
    staleTime: 60_000,
    refetchInterval: 300_000,
  })
