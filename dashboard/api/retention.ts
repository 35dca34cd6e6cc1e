import { queryOptions } from '@tanstack/react-query'
import type { Answered, Schemas } from './generated/contract.ts'
import { getJson, type More, postJson, putJson, reasonHeader } from './request.ts'

const path = '/analytics/compliance/retention'

export type Policy = Schemas['RetentionPolicy']
export type Plan = Schemas['RetentionPlan']
export type Run = Schemas['RetentionRun']

export const policiesQuery = queryOptions({
  queryKey: ['retention-policies'],
  queryFn: async ({ signal }): Promise<readonly Policy[]> =>
    (await getJson<Answered<'GET /analytics/compliance/retention'>>(path, signal)).policies,
})

/**
 * Puts policies in place of those that there are.
 * @param reason why, for the audit trail
 * @returns the policies, or the request that waits for another person
 */
export const writePolicies = ({
  policies,
  reason,
  signature,
}: {
  policies: readonly Policy[]
  reason: string
  signature: More
}) =>
  putJson<{ readonly policies: readonly Policy[] } | { readonly request: string }>(path, { policies }, 'PUT', {
    ...reasonHeader(reason),
    ...signature,
  })

/** What the policies would remove now. */
export const planRetention = () => postJson<Plan>(`${path}/run`, { dry_run: true })
/** Has the policies carried out. @param reason why, for the audit trail; may be empty */
export const runRetention = (reason: string) =>
  postJson<Run>(`${path}/run`, { dry_run: false }, undefined, reasonHeader(reason))

export const runsQuery = queryOptions({
  queryKey: ['retention-runs'],
  queryFn: async ({ signal }): Promise<readonly Run[]> =>
    (await getJson<Answered<'GET /analytics/compliance/retention/runs'>>(`${path}/runs`, signal)).runs,
  refetchInterval: ({ state: { data } }: { state: { data: readonly Run[] | undefined } }) =>
    data?.some(({ status }) => status === 'pending' || status === 'running') ? 3_000 : false,
})
