import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, postJson } from './request.ts'

/** A page with its filters, under a name. */
export type SavedView = Schemas['SavedView']

/** One's own views and those that others share. */
export const savedViewsQuery = queryOptions({
  queryKey: ['saved-views'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await getJson<Answered<'GET /analytics/views'>>('/analytics/views', signal)).views,
})

export const saveView = (view: Body<'POST /analytics/views'>) =>
  postJson<Answered<'POST /analytics/views'>>('/analytics/views', view)

export const deleteView = (id: string) => deleteJson(`/analytics/views/${id}`)
