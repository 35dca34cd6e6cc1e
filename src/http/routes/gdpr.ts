import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { may, permit } from '../../access/principal.ts'
import { Failure } from '../../platform/errors.ts'
import type { Database } from '../../postgres/pool.ts'
import { type Policy, writePoliciesIn } from '../../retention/policies.ts'
import { type Approval, approvalKinds, listApprovals } from '../../subjects/approval-requests.ts'
import { decide } from '../../subjects/decide.ts'
import { recheck } from '../../subjects/erase.ts'
import {
  type ErasureMode,
  type ErasureRequest,
  erasureModes,
  erasureStatuses,
  findErasure,
  listErasures,
  requestErasure,
} from '../../subjects/erasure-requests.ts'
import {
  type ExportRequest,
  exportStatuses,
  findExport,
  listExports,
  openExportKey,
  requestExport,
} from '../../subjects/requests.ts'
import { type AskedSubject, idOf } from '../../subjects/subject.ts'
import { exportName } from '../../subjects/work.ts'
import { tokensOf } from '../asked-subject.ts'
import { askerOf } from '../asker.ts'
import { auditNow, recordChange, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const Moment = Type.String({ format: 'date-time' })
const Identifier = Type.String({ minLength: 1, maxLength: 128 })
const SubjectSchema = Type.Union([
  Type.Object({ user_id: Identifier }, { additionalProperties: false }),
  Type.Object({ device_id: Identifier }, { additionalProperties: false }),
])
const ApprovalSchema = Type.Object({
  expires_at: Moment,
  decided_by: OrNull(Type.String()),
  decided_at: OrNull(Moment),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it was approved or rejected' }),
})
const RequestSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    kind: Type.String({ enum: ['export', ...approvalKinds] }),
    status: Type.String({
      enum: [...new Set([...exportStatuses, ...erasureStatuses])],
      description: '`awaiting_approval` until another person approves or rejects it, or `approval.expires_at`',
    }),
    subject: Type.Optional(SubjectSchema),
    approval: Type.Union([ApprovalSchema, Type.Null()], { description: 'null where no second person is asked' }),
    target: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
      description: 'What a request of another kind than exports and erasures changes',
    }),
    mode: Type.Union([Type.String({ enum: [...erasureModes] }), Type.Null()], { description: 'Of an erasure' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Of an erasure' }),
    requested_by: Type.String(),
    requested_at: Moment,
    finished_at: OrNull(Moment),
    expires_at: Type.Union([Moment, Type.Null()], { description: 'From then on the file cannot be had' }),
    bytes: Type.Union([Type.Integer(), Type.Null()], { description: 'Of the file' }),
    counts: Type.Union([Type.Record(Type.String(), Type.Integer()), Type.Null()], {
      description: 'How much of each kind is in it',
    }),
    error: Type.Union([Type.String(), Type.Null()], { description: 'Why the last try failed' }),
  },
  { title: 'SubjectRequest' },
)
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })
const requestsPath = '/analytics/compliance/gdpr/requests'

const shown = ({ tenant_id: _, subjects: __, counts, ...request }: ExportRequest) => ({
  ...request,
  ...{ kind: 'export', mode: null, reason: null, approval: null, target: null },
  counts: counts && { ...counts },
})

const shownApproval = ({ expires_at, decided_by, decided_at, decision_reason: reason }: Approval) => ({
  ...{ expires_at, decided_by, decided_at, reason },
})

function shownErasure(
  { tenant_id: _, subjects: __, certificate: ___, approved_at: ____, status, ...request }: ErasureRequest,
  approval: Approval | undefined,
) {
  return {
    ...request,
    // One that ran out may not have been noticed yet.
    status: status === 'awaiting_approval' && approval?.status === 'expired' ? 'expired' : status,
    ...{ kind: 'erasure', expires_at: null, bytes: null, counts: null, target: null },
    approval: approval === undefined ? null : shownApproval(approval),
  }
}

/** A change that is no request of a person and waits for approval, or did. */
const shownChange = (approval: Approval) => ({
  ...{ id: approval.id, kind: approval.kind, status: approval.status === 'approved' ? 'done' : approval.status },
  ...{ reason: approval.reason, requested_by: approval.requested_by, requested_at: approval.requested_at },
  ...{ mode: null, finished_at: approval.decided_at, expires_at: null, bytes: null, counts: null, error: null },
  ...{ approval: shownApproval(approval), target: { ...approval.target } },
})

const byNewest = (one: { requested_at: string }, other: { requested_at: string }) =>
  one.requested_at < other.requested_at ? 1 : -1

/** Erasures and changes that wait for approval, newest first. */
async function listDecided(db: Database, tenantId: string, limit: number, subjects?: readonly string[]) {
  const approvals = await listApprovals(db, tenantId, limit, { subjects })
  const of = new Map(approvals.map((it) => [it.id, it]))
  const erasures = await listErasures(db, tenantId, limit, { subjects })
  return [
    ...erasures.map((it) => shownErasure(it, of.get(it.id))),
    ...approvals.filter(({ kind }) => kind !== 'erasure').map(shownChange),
  ]
}

/** @throws Failure not_found */
async function findRequest(db: Database, tenantId: string, id: string) {
  const [approval] = await listApprovals(db, tenantId, 1, { ids: [id] })
  if (approval !== undefined && approval.kind !== 'erasure') return shownChange(approval)
  const [erasure] = await listErasures(db, tenantId, 1, { id })
  return erasure === undefined ? shown((await findExport(db, tenantId, id)).request) : shownErasure(erasure, approval)
}

const CheckedSchema = Type.Object({
  ok: Type.Boolean({ description: 'Whether no store holds anything' }),
  stores: Type.Array(
    Type.Object({
      name: Type.String(),
      count: Type.Union([Type.Integer(), Type.Null()], {
        description: 'null where it is not known; the note says why',
      }),
      note: Type.Optional(Type.String()),
    }),
  ),
})

/** What a tenant holds of a person: asked for, followed, and taken. */
export const gdprRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/compliance/gdpr/export', {
      config: { scope: 'compliance:export', writes: true, audit: { change: 'subject.export_requested' } },
      schema: {
        operationId: 'exportSubject',
        tags: ['Compliance'],
        summary: 'Have all that is held about a person, or about the wearer of a device, made into a file',
        body: Type.Object({ subject: SubjectSchema }),
        response: { 202: RequestSchema, ...problems(422, 429, 503) },
      },
      handler: async (request, reply) => {
        const { tenantId, name } = principalOf(request)
        const subject = request.body.subject as AskedSubject
        const subjects = await tokensOf(deps, tenantId, idOf(subject))
        const asked = { tenantId, subject, subjects, by: name }
        const made = await requestExport(deps.db, deps.wrapKey, asked, recordChange(deps, request))
        return reply.code(202).header('location', `${requestsPath}/${made.id}`).send(shown(made))
      },
    })

    app.get(requestsPath, {
      config: { scope: 'compliance:export', audit: { grouped: 'subject.requests_read' } },
      schema: {
        operationId: 'listSubjectRequests',
        tags: ['Compliance'],
        summary: 'The requests of the tenant, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
          subject: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 128,
              description: 'A user_id or device_id: requests about them alone',
            }),
          ),
        }),
        response: { 200: Type.Object({ requests: Type.Array(RequestSchema) }), ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const { limit, subject } = request.query
        const subjects = subject === undefined ? undefined : await tokensOf(deps, tenantId, subject)
        const exports = (await listExports(deps.db, tenantId, limit, subjects)).map(shown)
        const others = await listDecided(deps.db, tenantId, limit, subjects)
        return { requests: [...exports, ...others].sort(byNewest).slice(0, limit) }
      },
    })

    app.get(`${requestsPath}/:id`, {
      config: { scope: 'compliance:export', audit: { grouped: 'subject.requests_read' } },
      schema: {
        operationId: 'getSubjectRequest',
        tags: ['Compliance'],
        summary: 'How far a request has come',
        params: IdSchema,
        response: { 200: RequestSchema, ...problems(404, 422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const { id } = request.params
        const found = await findRequest(deps.db, tenantId, id)
        if (found.kind !== 'erasure' || found.status !== 'awaiting_approval') return found
        // The person who decides has to know whose erasure it is: shown to those who may, and recorded in the audit
        // trail.
        if (!may(principalOf(request), 'compliance:erase')) return found
        const { subject, request: erasure } = await findErasure(deps.db, deps.wrapKey, tenantId, id)
        await auditNow(deps, request, 'subject.request_opened', { request: id }, erasure.subjects)
        return { ...found, subject }
      },
    })

    app.post('/analytics/compliance/gdpr/erase', {
      config: { scope: 'compliance:erase', writes: true, audit: { change: 'subject.erasure_requested' } },
      schema: {
        operationId: 'eraseSubject',
        tags: ['Compliance'],
        summary: 'Erase a person, or the wearer of a device, from every store; their later events are refused',
        description:
          '`erase` removes the sealed values too; `anonymise` leaves them without a key. Either way ids become pseudonyms that ' +
          'nothing leads back from, and figures stay as they were. Where the tenant has `two_person_approval`, it waits as ' +
          '`awaiting_approval` until another person approves it.',
        body: Type.Object({
          subject: SubjectSchema,
          mode: Type.String({ enum: [...erasureModes] }),
          reason: Type.String({ minLength: 1, maxLength: 500 }),
        }),
        response: { 202: RequestSchema, ...problems(409, 422, 503) },
      },
      handler: async (request, reply) => {
        const principal = principalOf(request)
        const { tenantId } = principal
        const { mode, reason } = request.body
        const subject = request.body.subject as AskedSubject
        const subjects = await tokensOf(deps, tenantId, idOf(subject))
        const asked = { tenantId, subject, subjects, mode: mode as ErasureMode, reason, asker: askerOf(principal) }
        const made = await requestErasure(deps.db, deps.wrapKey, asked, recordChange(deps, request))
        const [approval] = await listApprovals(deps.db, tenantId, 1, { ids: [made.id] })
        return reply.code(202).header('location', `${requestsPath}/${made.id}`).send(shownErasure(made, approval))
      },
    })

    for (const [verb, approves] of [
      ['approve', true],
      ['reject', false],
    ] as const) {
      const reason = Type.String({ minLength: 1, maxLength: 500 })
      app.post(`${requestsPath}/:id/${verb}`, {
        config: {
          ...{ scope: 'compliance:erase', writes: true, signed: {} },
          audit: { change: approves ? 'request.approved' : 'request.rejected' },
        },
        schema: {
          operationId: approves ? 'approveRequest' : 'rejectRequest',
          tags: ['Compliance'],
          summary: approves
            ? 'Approve what waits for a second person: it is done from here on'
            : 'Reject what waits for a second person',
          description:
            'Never by the key or person who requested it, nor by a key that one of the two made for the other.',
          params: IdSchema,
          body: Type.Object({ reason: approves ? Type.Optional(reason) : reason }),
          response: { 200: RequestSchema, ...problems(404, 409, 422, 503) },
        },
        handler: async (request) => {
          const principal = principalOf(request)
          const { tenantId } = principal
          const { id } = request.params
          if (principal.accountId !== undefined)
            throw new Failure('same_actor', 'A service account is no second person.')
          await decide(
            deps.db,
            { tenantId, id, approves, by: askerOf(principal), reason: request.body.reason ?? null },
            recordChange(deps, request),
            (action) => recordChange(deps, request, action),
            {
              async retention_change(tx, tenant, { target, reason }, record) {
                // Who approves a change of policies has to be one who may make it.
                permit(principal, 'admin')
                const policies = target.policies as readonly Policy[]
                await writePoliciesIn(tx, tenant, policies, deps.retaining, (inner, change) =>
                  record(inner, { ...change, ...(reason !== null && { reason }) }),
                )
              },
            },
          )
          return findRequest(deps.db, tenantId, id)
        },
      })
    }

    app.get(`${requestsPath}/:id/certificate`, {
      config: { scope: 'compliance:erase', audit: 'subject.certificate_taken' },
      schema: {
        operationId: 'getCertificate',
        tags: ['Compliance'],
        summary: 'The certificate of an erasure that is done: a JWS of what each store held before and holds after',
        params: IdSchema,
        response: {
          200: { description: 'A compact JWS', content: { 'application/jose': { schema: Type.String() } } },
          ...problems(404, 409, 422, 503),
        },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const { request: found } = await findErasure(deps.db, deps.wrapKey, principalOf(request).tenantId, id)
        if (found.certificate === null) {
          throw new Failure('erasure_not_done', `Its status is ${found.status}; ask for it until that is done.`)
        }
        tellAudit(request, { details: { request: id }, subjects: found.subjects })
        return reply.type('application/jose').send(found.certificate as never)
      },
    })

    app.post(`${requestsPath}/:id/recheck`, {
      config: { scope: 'compliance:erase', audit: 'subject.rechecked' },
      schema: {
        operationId: 'recheckErasure',
        tags: ['Compliance'],
        summary: 'Ask every store of an erasure again',
        params: IdSchema,
        response: { 200: CheckedSchema, ...problems(404, 422, 503) },
      },
      handler: async (request) => {
        const { id } = request.params
        const found = await findErasure(deps.db, deps.wrapKey, principalOf(request).tenantId, id)
        const stores = await recheck(deps.erasing, found)
        const ok = stores.every(({ count }) => (count ?? 0) === 0)
        tellAudit(request, { details: { request: id, ok }, subjects: found.request.subjects })
        return { ok, stores }
      },
    })

    app.get(`${requestsPath}/:id/download`, {
      exposeHeadRoute: false,
      config: { scope: 'compliance:export', audit: 'subject.export_taken' },
      schema: {
        operationId: 'downloadExport',
        tags: ['Compliance'],
        summary: 'The file of an export: a ZIP with a signed manifest, with protected values in the clear',
        params: IdSchema,
        response: {
          200: {
            description: 'A ZIP',
            content: { 'application/zip': { schema: Type.String({ format: 'binary' }) } },
          },
          ...problems(404, 409, 410, 422, 503),
        },
      },
      handler: async (request, reply) => {
        const { file, bytes } = await openFile(deps, request, request.params.id)
        return reply
          .type('application/zip')
          .header('content-length', bytes)
          .header('content-disposition', `attachment; filename="export-${request.params.id}.zip"`)
          .send(file as never)
      },
    })
  }

/** @throws Failure not_found, export_not_ready, export_expired */
async function openFile(deps: HttpDeps, request: FastifyRequest, id: string) {
  const { tenantId } = principalOf(request)
  const found = await findExport(deps.db, tenantId, id)
  const { status, expires_at, bytes, subjects } = found.request
  const isOver = status === 'expired' || (expires_at !== null && Date.parse(expires_at) <= deps.now())
  if (isOver) throw new Failure('export_expired', 'Ask for the data anew.')
  if (status !== 'ready' || found.wrappedKey === null) {
    throw new Failure('export_not_ready', `Its status is ${status}; ask for it until that is ready.`)
  }
  const key = openExportKey(deps.wrapKey, id, found.wrappedKey)
  const file = await deps.sealedObjects.get(exportName(tenantId, id, key), key)
  if (file === undefined) throw new Failure('export_expired', 'The file is gone: ask for the data anew.')
  tellAudit(request, { details: { request: id }, subjects })
  return { file, bytes: bytes ?? 0 }
}
