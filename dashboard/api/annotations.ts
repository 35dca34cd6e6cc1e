import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import { deleteJson, getJson, postJson } from './request.ts'

/** What happened: written by a person, or following from events by itself. */
export interface Annotation {
  id: string
  at: string
  until: string | null
  title: string
  text: string
  kind: 'note' | 'recall' | 'firmware' | 'stockout'
  by_itself: boolean
  author: string | null
  /** A page of the dashboard. */
  link: string | null
}

export const annotationsKey = ['annotations']

/** What happened in a range, by time. */
export const annotationsQuery = (from: string, to: string, timezone: string) =>
  queryOptions({
    queryKey: [...annotationsKey, from, to, timezone],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (
        await getJson<{ annotations: Annotation[] }>(
          `/analytics/annotations${writeAddress({ from, to, timezone })}`,
          signal,
        )
      ).annotations,
  })

export const annotate = (note: Pick<Annotation, 'at' | 'title' | 'text'>) =>
  postJson<Annotation>('/analytics/annotations', note)

export const deleteAnnotation = (id: string) => deleteJson(`/analytics/annotations/${id}`)
