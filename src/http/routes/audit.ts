import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readAudit } from '../../compliance/audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const EntrySchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String({ description: 'The name of the credential' }),
  actor_kind: Type.String({ enum: ['api_key', 'token', 'session', 'operator', 'anonymous'] }),
  actor_key: Type.Union([Type.String(), Type.Null()], { description: 'The id of its API key' }),
  actor_tenant: Type.Union([Type.String(), Type.Null()], { description: 'Its tenant' }),
  action: Type.String(),
  subject: Type.Union([Type.String(), Type.Null()]),
  resource: Type.String({ description: 'The call' }),
  outcome: Type.String({ enum: ['succeeded', 'refused', 'failed'] }),
  ip: Type.Union([Type.String(), Type.Null()]),
  trace_id: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
})

/** The audit trail of the caller's tenant. */
export const auditRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/compliance/audit', {
      config: { scope: 'compliance:audit' },
      schema: {
        operationId: 'listAudit',
        tags: ['Operation'],
        summary: 'Who did what, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
          actor: Type.Optional(Type.String({ maxLength: 200 })),
          action: Type.Optional(Type.String({ maxLength: 100 })),
          from: Type.Optional(Type.String({ format: 'date-time' })),
          to: Type.Optional(Type.String({ format: 'date-time' })),
        }),
        response: { 200: Type.Object({ entries: Type.Array(EntrySchema) }), ...problems(422, 503) },
      },
      handler: async (request) => {
        const entries = await readAudit(deps.db, principalOf(request).tenantId, request.query, request.query.limit)
        return { entries: entries.map((it) => ({ ...it, details: { ...it.details } })) }
      },
    })
  }
