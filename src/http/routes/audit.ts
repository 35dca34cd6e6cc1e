import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readAudit } from '../../compliance/audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const EntrySchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String(),
  action: Type.String(),
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
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }) }),
        response: { 200: Type.Object({ entries: Type.Array(EntrySchema) }), ...problems(422, 503) },
      },
      handler: async (request) => {
        const entries = await readAudit(deps.db, principalOf(request).tenantId, request.query.limit)
        return { entries: entries.map((it) => ({ ...it, details: { ...it.details } })) }
      },
    })
  }
