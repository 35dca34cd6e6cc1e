import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { deleteJson, getJson, postJson } from './request.ts'

export type NewApiKey = Body<'POST /analytics/api-keys'>
export type ApiKey = Answered<'GET /analytics/api-keys'>['api_keys'][number]

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: async ({ signal }) =>
    (await getJson<Answered<'GET /analytics/api-keys'>>('/analytics/api-keys', signal)).api_keys,
})

/** `key` is shown this once. */
export const makeApiKey = (wanted: NewApiKey) =>
  postJson<Answered<'POST /analytics/api-keys'>>('/analytics/api-keys', wanted)

/** `key` is the new secret, shown this once. */
export const rotateApiKey = ({ id, graceSeconds }: { id: string; graceSeconds: number }) =>
  postJson<Answered<'POST /analytics/api-keys/{id}/rotate'>>(`/analytics/api-keys/${id}/rotate`, {
    grace_seconds: graceSeconds,
  })

/** @param reason why, for the audit trail; may be empty */
export const revokeApiKey = ({ id, reason }: { id: string; reason: string }) =>
  deleteJson(`/analytics/api-keys/${id}`, reason)
