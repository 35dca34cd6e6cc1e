import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { writeAddress } from './address.ts'
import type { Answered, Body, Schemas } from './generated/contract.ts'
import { deleteJson, getJson, getText, type More, postJson } from './request.ts'

const root = '/analytics/compliance'

export type AuditEntry = Schemas['AuditEntry']
/** What the audit trail is narrowed by; moments are RFC 3339. */
export interface AuditFilters {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export const auditQuery = (filters: AuditFilters, cursor: string | null, limit: number) =>
  queryOptions({
    queryKey: ['audit', filters, cursor, limit],
    // The page before stays until the next one is there.
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson<Answered<'GET /analytics/compliance/audit'>>(
        `${root}/audit${writeAddress({ ...filters, limit, cursor: cursor ?? undefined })}`,
        signal,
      ),
  })

/** The actions that entries of the tenant name. */
export const auditActionsQuery = queryOptions({
  queryKey: ['audit-actions'],
  staleTime: 60_000,
  queryFn: async ({ signal }) =>
    (await getJson<Answered<'GET /analytics/compliance/audit/actions'>>(`${root}/audit/actions`, signal)).actions,
})

/** Where a file of the entries is. */
export const auditFile = (filters: AuditFilters, format: 'csv' | 'bundle') =>
  `${root}/audit/export${writeAddress({ format, ...filters })}`

export type VerifiedAudit = Answered<'POST /analytics/compliance/audit/verify'>
export const verifyAudit = () => postJson<VerifiedAudit>(`${root}/audit/verify`)

export type SubjectRequest = Schemas['SubjectRequest']
export type AskedErasure = Body<'POST /analytics/compliance/gdpr/erase'>
export type AskedSubject = AskedErasure['subject']

/** @param subject whose alone; all where it is not given */
export const requestsQuery = (subject?: string) =>
  queryOptions({
    queryKey: ['subject-requests', subject ?? null],
    queryFn: async ({ signal }): Promise<readonly SubjectRequest[]> =>
      (
        await getJson<Answered<'GET /analytics/compliance/gdpr/requests'>>(
          `${root}/gdpr/requests${writeAddress({ subject })}`,
          signal,
        )
      ).requests,
    // Requests progress while they are displayed.
    refetchInterval: ({ state: { data } }: { state: { data: readonly SubjectRequest[] | undefined } }) =>
      data?.some(isUnderWay) ? 3_000 : false,
  })

const isUnderWay = ({ status }: SubjectRequest) => status === 'pending' || status === 'running'

export const requestExport = (subject: AskedSubject) => postJson<SubjectRequest>(`${root}/gdpr/export`, { subject })
export const requestErasure = (asked: AskedErasure) => postJson<SubjectRequest>(`${root}/gdpr/erase`, asked)
/** @param reason why, for the audit trail; a rejection needs one */
export const decideRequest = ({
  id,
  approves,
  reason,
  signature,
}: {
  id: string
  approves: boolean
  reason: string
  signature: More
}) =>
  postJson<SubjectRequest>(
    `${root}/gdpr/requests/${id}/${approves ? 'approve' : 'reject'}`,
    reason.trim() === '' ? {} : { reason: reason.trim() },
    undefined,
    signature,
  )

/** One request; of an erasure that waits for approval with whose it is, which the audit trail notes. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['subject-requests', 'one', id],
    queryFn: ({ signal }) => getJson<SubjectRequest>(`${root}/gdpr/requests/${id}`, signal),
  })

export const downloadOf = (id: string) => `${root}/gdpr/requests/${id}/download`
export const certificateOf = (id: string) => getText(`${root}/gdpr/requests/${id}/certificate`)
export type Checked = Answered<'POST /analytics/compliance/gdpr/requests/{id}/recheck'>
export const recheckErasure = (id: string) => postJson<Checked>(`${root}/gdpr/requests/${id}/recheck`)

export type Hold = Schemas['LegalHold']
export const holdsQuery = (subject?: string) =>
  queryOptions({
    queryKey: ['holds', subject ?? null],
    queryFn: async ({ signal }): Promise<readonly Hold[]> =>
      (await getJson<Answered<'GET /analytics/compliance/holds'>>(`${root}/holds${writeAddress({ subject })}`, signal))
        .holds,
  })
export const placeHold = (wanted: Body<'POST /analytics/compliance/holds'>) => postJson<Hold>(`${root}/holds`, wanted)
/** @param reason why, for the audit trail */
export const releaseHold = ({ id, reason, signature }: { id: string; reason: string; signature: More }) =>
  deleteJson<{ readonly request: string } | undefined>(`${root}/holds/${id}`, reason, signature)

export type AccessReview = Answered<'GET /analytics/compliance/access-review'>
export type Access = Schemas['Access']
export const accessReviewQuery = queryOptions({
  queryKey: ['access-review'],
  queryFn: ({ signal }) => getJson<AccessReview>(`${root}/access-review`, signal),
})
export const reviewAccess = ({
  signature,
  ...asked
}: Body<'POST /analytics/compliance/access-review'> & { readonly signature: More }) =>
  postJson<Schemas['AccessReview']>(`${root}/access-review`, asked, undefined, signature)
