import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { postJson } from './request.ts'

export type ExplainAnswer = Answered<'POST /analytics/explain'>
export type ExplainBody = Body<'POST /analytics/explain'>
export type ExplainedSegment = ExplainAnswer['top'][number]
export type ExplainedDimension = ExplainAnswer['breakdowns'][number]

/** Why a measure changed. Fetched once while the drawer is open: it takes several statements for each dimension. */
export const explainQuery = (body: ExplainBody) =>
  queryOptions({
    queryKey: ['explain', body] as const,
    queryFn: ({ signal }) => postJson<ExplainAnswer>('/analytics/explain', body, signal),
    staleTime: 60_000,
  })
