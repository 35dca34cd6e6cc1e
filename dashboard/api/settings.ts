import { queryOptions } from '@tanstack/react-query'
import type { Answered, Body } from './generated/contract.ts'
import { deleteJson, getJson, putJson, reasonHeader } from './request.ts'

export type Tenant = Answered<'GET /analytics/tenant'>
export const tenantQuery = queryOptions({
  queryKey: ['tenant'],
  queryFn: ({ signal }) => getJson<Tenant>('/analytics/tenant', signal),
})
/** @param reason why, for the audit trail; may be empty */
export const changeTenant = ({ change, reason }: { change: Body<'PATCH /analytics/tenant'>; reason: string }) =>
  putJson<Tenant>('/analytics/tenant', change, 'PATCH', reasonHeader(reason))

export type RateLimits = Answered<'GET /analytics/rate-limits'>
export type RateLimit = RateLimits['limits'][number]
export const rateLimitsQuery = queryOptions({
  queryKey: ['rate-limits'],
  queryFn: ({ signal }) => getJson<RateLimits>('/analytics/rate-limits', signal),
})
/** Null for both takes the limit away. @param reason why, for the audit trail; may be empty */
export const writeRateLimit = ({ limit, reason }: { limit: RateLimit; reason: string }) =>
  putJson<Pick<RateLimits, 'limits'>>('/analytics/rate-limits', limit, 'PUT', reasonHeader(reason))

export type Role = Answered<'GET /analytics/roles'>['roles'][number]
export const writeRole = ({ name, scopes, reason }: { name: string; scopes: readonly string[]; reason: string }) =>
  putJson<Role>(`/analytics/roles/${encodeURIComponent(name)}`, { scopes }, 'PUT', reasonHeader(reason))
/** @param reason why, for the audit trail; may be empty */
export const deleteRole = ({ name, reason }: { name: string; reason: string }) =>
  deleteJson(`/analytics/roles/${encodeURIComponent(name)}`, reason)
