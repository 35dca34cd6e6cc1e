import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, postJson } from './request.ts'

/** A program with a role and credentials of its own. */
export type ServiceAccount = Schemas['ServiceAccount']
export type NewServiceAccount = Body<'POST /analytics/service-accounts'>

export const serviceAccountsQuery = queryOptions({
  queryKey: ['service-accounts'],
  queryFn: async ({ signal }) =>
    (await getJson<Answered<'GET /analytics/service-accounts'>>('/analytics/service-accounts', signal))
      .service_accounts,
})

export const makeServiceAccount = (wanted: NewServiceAccount) =>
  postJson<ServiceAccount>('/analytics/service-accounts', wanted)

/** `key` is shown this once. */
export const makeServiceAccountKey = ({ id, name }: { id: string; name: string }) =>
  postJson<Answered<'POST /analytics/service-accounts/{id}/api-keys'>>(`/analytics/service-accounts/${id}/api-keys`, {
    name,
  })

/** @param reason why, for the audit trail; may be empty */
export const revokeServiceAccount = ({ id, reason }: { id: string; reason: string }) =>
  deleteJson(`/analytics/service-accounts/${id}`, reason)
