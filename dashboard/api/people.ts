import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, postJson, putJson } from './request.ts'

/** A person who signs in to the tenant, or was invited to it. */
export type Person = Schemas['Person']
export type Invitation = Body<'POST /analytics/people'>

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) => (await getJson<Answered<'GET /analytics/people'>>('/analytics/people', signal)).people,
})

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: async ({ signal }) => (await getJson<Answered<'GET /analytics/roles'>>('/analytics/roles', signal)).roles,
})

export const invitePerson = (invitation: Invitation) => postJson<Person>('/analytics/people', invitation)

export const changeRole = ({ id, role }: { id: string; role: string }) =>
  putJson<Person>(`/analytics/people/${id}`, { role })

/** @param reason why, for the audit trail; may be empty */
export const removePerson = ({ id, reason }: { id: string; reason: string }) =>
  deleteJson(`/analytics/people/${id}`, reason)
