import { queryOptions } from '@tanstack/react-query'
import { deleteJson, getJson, postJson } from './request.ts'

/** A page with its filters, under a name. */
export interface SavedView {
  id: string
  name: string
  /** `/payments` */
  path: string
  /** The query of its address, without the question mark. */
  search: string
  /** Whether the whole tenant sees it. */
  shared: boolean
  owner: string
  mine: boolean
  created_at: string
}

/** One's own views and those that others share. */
export const savedViewsQuery = queryOptions({
  queryKey: ['saved-views'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await getJson<{ views: SavedView[] }>('/analytics/views', signal)).views,
})

export const saveView = (view: Pick<SavedView, 'name' | 'path' | 'search' | 'shared'>) =>
  postJson<SavedView>('/analytics/views', view)

export const deleteView = (id: string) => deleteJson(`/analytics/views/${id}`)
