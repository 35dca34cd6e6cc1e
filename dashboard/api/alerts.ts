import { queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, postJson, putJson } from './request.ts'

/** An alert to be made. */
export type AlertWish = Body<'POST /analytics/alerts'>
export type Alert = Schemas['Alert']
export type ConditionKind = Alert['condition']['kind']
export type AlertWindow = Alert['window']
/** An alert that went off. */
export type Firing = Schemas['Firing']

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  refetchInterval: 30_000,
  queryFn: async ({ signal }) => (await getJson<Answered<'GET /analytics/alerts'>>('/analytics/alerts', signal)).alerts,
})

/** `secret` signs the webhooks and is shown this once. */
export const addAlert = (wish: AlertWish) => postJson<Answered<'POST /analytics/alerts'>>('/analytics/alerts', wish)

/** Changes an alert; a webhook that is sent as it was shown stays what it was. */
export const changeAlert = ({ id, ...wish }: AlertWish & { id: string }) =>
  putJson<Answered<'PUT /analytics/alerts/{id}'>>(`/analytics/alerts/${id}`, wish)

export const deleteAlert = (id: string) => deleteJson(`/analytics/alerts/${id}`)

export const testAlert = (id: string) =>
  postJson<Answered<'POST /analytics/alerts/{id}/test'>>(`/analytics/alerts/${id}/test`, {})

/** What fired in a range. */
export const firingsQuery = (from: string, to: string, metric: string) =>
  queryOptions({
    queryKey: ['firings', from, to, metric],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (
        await getJson<Answered<'GET /analytics/alerts/firings'>>(
          `/analytics/alerts/firings${writeAddress({ from, to, metric })}`,
          signal,
        )
      ).firings,
  })
