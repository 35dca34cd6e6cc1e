import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, postJson } from './request.ts'

/** What happened: written by a person, or following from events by itself. */
export type Annotation = Schemas['Annotation']

export const annotationsKey = ['annotations']

/** What happened in a range, by time. */
export const annotationsQuery = (from: string, to: string, timezone: string) =>
  queryOptions({
    queryKey: [...annotationsKey, from, to, timezone],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (
        await getJson<Answered<'GET /analytics/annotations'>>(
          `/analytics/annotations${writeAddress({ from, to, timezone })}`,
          signal,
        )
      ).annotations,
  })

export const annotate = (note: Body<'POST /analytics/annotations'>) =>
  postJson<Answered<'POST /analytics/annotations'>>('/analytics/annotations', note)

export const deleteAnnotation = (id: string) => deleteJson(`/analytics/annotations/${id}`)
