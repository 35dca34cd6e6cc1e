import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { type AuditFilters, listActions, readAudit } from '../../compliance/audit.ts'
import { openAuditBundle, openAuditCsv } from '../../compliance/audit-bundle.ts'
import { actorKinds, auditOutcomes } from '../../compliance/audit-entry.ts'
import { type VerifiedAudit, verifyAudit } from '../../compliance/verify-audit.ts'
import { singleFlight } from '../../platform/single-flight.ts'
import { tokensOf } from '../asked-subject.ts'
import { tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const Value = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])
const HashSchema = Type.String({ description: 'SHA-256 in hexadecimal' })

const EntrySchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    tenant_id: Type.String(),
    sequence: Type.Integer({ description: 'Place in the chain, from 1 on' }),
    at: Type.String({ format: 'date-time' }),
    actor: Type.String({ description: 'The name of the credential' }),
    actor_kind: Type.String({ enum: [...actorKinds] }),
    actor_key: Type.Union([Type.String(), Type.Null()], { description: 'The id of its API key, or of the person' }),
    actor_tenant: Type.Union([Type.String(), Type.Null()], { description: 'Its tenant' }),
    action: Type.String(),
    subject: Type.Union([Type.String(), Type.Null()], { description: 'The token of the person, where it is one' }),
    subjects: Type.Array(Type.String(), { description: 'Tokens of the persons and devices whose data it concerns' }),
    resource: Type.String({ description: 'The call' }),
    outcome: Type.String({ enum: [...auditOutcomes] }),
    ip: OrNull(Type.String()),
    trace_id: Type.String(),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Of a change, as `X-Change-Reason` gave it' }),
    before: Value,
    after: Value,
    details: Type.Record(Type.String(), Type.Unknown()),
    previous_hash: HashSchema,
    hash: Type.String({
      description:
        'SHA-256 over `previous_hash`, a line feed and the canonical JSON (RFC 8785) of the entry without `subject`, `previous_hash` and `hash`',
    }),
  },
  { title: 'AuditEntry' },
)

const VerifiedSchema = Type.Object({
  ok: Type.Boolean(),
  entries: Type.Integer({ description: 'How many were checked' }),
  head: Type.Object({
    sequence: Type.Integer({ description: '0 where there is no entry' }),
    hash: HashSchema,
    at: OrNull(Type.String({ format: 'date-time' })),
    signed_to: Type.Integer({ description: 'The newest entry that a signed head covers' }),
    signed_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When that head was signed; null where none is in the database',
    }),
  }),
  cut_to: Type.Integer({ description: 'The last entry that retention took away, signed; 0 where none was' }),
  first_broken: Type.Optional(
    Type.Object({ sequence: Type.Integer(), id: OrNull(Type.String({ format: 'uuid' })), problem: Type.String() }),
  ),
})

const Filters = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 200 })),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  outcome: Type.Optional(Type.String({ enum: [...auditOutcomes] })),
  subject: Type.Optional(
    Type.String({ maxLength: 128, description: 'A user_id or device_id: who read or changed what is theirs' }),
  ),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
})

/** Filters as the trail has them: of a subject it holds tokens alone. */
async function filtersOf(
  deps: Pick<HttpDeps, 'subjectTokens' | 'protection'>,
  request: FastifyRequest,
  { subject, outcome, ...filters }: Static<typeof Filters>,
): Promise<AuditFilters> {
  const { tenantId } = principalOf(request)
  return {
    ...filters,
    ...(outcome !== undefined && { outcome: outcome as AuditFilters['outcome'] & string }),
    ...(subject !== undefined && { subjects: await tokensOf(deps, tenantId, subject) }),
  }
}

/** The audit trail of the caller's tenant, and the proof that it is whole. */
export const auditRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const oneAtATime = singleFlight<VerifiedAudit>()

    app.get('/analytics/compliance/audit', {
      config: { scope: 'compliance:audit', audit: { grouped: 'audit.read' } },
      schema: {
        operationId: 'listAudit',
        tags: ['Compliance'],
        summary: 'Who did what, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
          cursor: Type.Optional(Type.String({ maxLength: 200, description: 'next_cursor of the page before' })),
          ...Filters.properties,
        }),
        response: {
          200: Type.Object({ entries: Type.Array(EntrySchema), next_cursor: OrNull(Type.String()) }),
          ...problems(400, 422, 503),
        },
      },
      handler: async (request) => {
        const { limit, cursor, ...asked } = request.query
        const { tenantId } = principalOf(request)
        const filters = await filtersOf(deps, request, asked)
        const { entries, next_cursor } = await readAudit(deps.db, tenantId, filters, { limit, cursor })
        const shown = entries.map(({ subjects, before, after, details, ...entry }) => ({
          ...entry,
          ...{ subject: subjects.length === 1 ? (subjects[0] ?? null) : null, subjects: [...subjects] },
          ...{ before: before && { ...before }, after: after && { ...after }, details: { ...details } },
        }))
        return { entries: shown, next_cursor }
      },
    })

    app.get('/analytics/compliance/audit/actions', {
      config: { scope: 'compliance:audit', audit: { none: 'names of actions alone' } },
      schema: {
        operationId: 'listAuditActions',
        tags: ['Compliance'],
        summary: 'The actions that entries of the audit trail name',
        response: { 200: Type.Object({ actions: Type.Array(Type.String()) }), ...problems(503) },
      },
      handler: async (request) => ({ actions: await listActions(deps.db, principalOf(request).tenantId) }),
    })

    app.get('/analytics/compliance/audit/export', {
      exposeHeadRoute: false,
      config: { scope: 'compliance:audit', audit: 'audit.exported' },
      schema: {
        operationId: 'exportAudit',
        tags: ['Compliance'],
        summary: 'Entries of the audit trail as a file: CSV, or a ZIP with the hash of each and a signed manifest',
        description: '`pocm audit verify` checks the ZIP offline, with the key of /.well-known/jwks.json.',
        querystring: Type.Object({
          format: Type.String({ enum: ['csv', 'bundle'], default: 'bundle' }),
          ...Filters.properties,
        }),
        response: {
          200: {
            description: 'A file',
            content: {
              'application/zip': { schema: Type.String({ format: 'binary' }) },
              'text/csv': { schema: Type.String() },
            },
          },
          ...problems(422, 503),
        },
      },
      handler: async (request, reply) => {
        const { format, ...asked } = request.query
        const { tenantId } = principalOf(request)
        const filters = await filtersOf(deps, request, asked)
        const now = new Date(deps.now()).toISOString()
        tellAudit(request, { details: { format, filters: Object.keys(asked) } })
        const isCsv = format === 'csv'
        const file = isCsv
          ? await openAuditCsv(deps.db, { tenantId, filters })
          : await openAuditBundle(deps, { tenantId, filters, now })
        const name = `audit-${now.slice(0, 10)}.${isCsv ? 'csv' : 'zip'}`
        return reply
          .type(isCsv ? 'text/csv; charset=utf-8' : 'application/zip')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(file as never)
      },
    })

    app.post('/analytics/compliance/audit/verify', {
      config: { scope: 'compliance:audit', audit: 'audit.verified' },
      schema: {
        operationId: 'verifyAudit',
        tags: ['Compliance'],
        summary:
          'Check the chain of the audit trail from its first entry to its signed heads, those of the archive too',
        response: { 200: VerifiedSchema, ...problems(503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const { db, signer, auditHeads: archive } = deps
        const verified = await oneAtATime(tenantId, () => verifyAudit({ db, signer, archive }, tenantId))
        tellAudit(request, { details: { ok: verified.ok, entries: verified.entries } })
        return verified
      },
    })

    app.get('/.well-known/jwks.json', {
      config: { audit: { none: 'public keys' } },
      schema: {
        operationId: 'getKeys',
        tags: ['Compliance'],
        summary: 'The public keys that check what the service signs: heads of audit trails, exports, certificates',
        response: {
          200: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }),
          ...problems(),
        },
      },
      handler: async () => ({ keys: deps.signer.jwks.keys.map((key) => ({ ...key })) }),
    })
  }
