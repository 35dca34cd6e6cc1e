import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { answerRecall } from '../../insights/recall/answer.ts'
import { RecallAnswerSchema, recallProperties } from '../../insights/recall/request.ts'
import { tellAudit, tellSubjects } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { csvOf } from '../files/csv.ts'
import { problems } from '../problem.ts'

const columns = Object.keys(recallProperties) as (keyof typeof recallProperties)[]

/** GET /analytics/lots/{lot}/recall: whom to write to, as a file; who took it is kept in the audit trail. */
export const recallRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/lots/:lot/recall', {
      // The list names people and their devices.
      config: { scope: 'personal:read', audit: 'lot.recall_list' },
      schema: {
        operationId: 'listRecall',
        tags: ['Lots'],
        summary: 'Where units of a lot went: devices, people, orders and parcels; taking the list is audited',
        params: Type.Object({ lot: Type.String({ minLength: 1, maxLength: 128 }) }),
        querystring: Type.Object({ format: Type.String({ enum: ['csv', 'json'], default: 'csv' }) }),
        response: {
          200: {
            description: 'The list',
            content: { 'text/csv': { schema: Type.String() }, 'application/json': { schema: RecallAnswerSchema } },
          },
          ...problems(404, 422, 503),
        },
      },
      handler: async (request, reply) => {
        const principal = principalOf(request)
        const { lot } = request.params
        const { format } = request.query
        const recall = await deps.warehouse.ask(principal.tenantId, answerRecall, lot)
        await tellSubjects(deps, request, recall)
        tellAudit(request, { action: 'lot.recall_list', details: { lot, rows: recall.length, format } })
        if (format === 'json') return { recall }
        const name = `recall-${lot.replaceAll(/[^\w.-]/g, '_')}.csv`
        reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`)
        const rows = recall.map((row) => columns.map((column) => row[column]))
        return reply.send(csvOf({ columns: columns.map((name) => ({ name, holds: 'text' as const })), rows }) as never)
      },
    })
  }
