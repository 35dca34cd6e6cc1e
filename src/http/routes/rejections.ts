import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readRejectedEvents } from '../../service-metrics/rejections.ts'
import { parseRange } from '../../warehouse/time/parse-range.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const GroupSchema = Type.Object(
  {
    credential: Type.String({ description: 'The name of the credential that sent them' }),
    producer: Type.String({ description: '`producer` of the events; empty unless events of it were accepted too' }),
    type: Type.String({ description: 'Empty where they named no event type that there is' }),
    reason: Type.String(),
    path: Type.String({ description: 'A JSON Pointer to the field at fault; empty where no field is' }),
    message: Type.String({ description: 'What is wrong with the field, of the newest of them' }),
    sample: Type.Unknown({
      description: 'The newest of them: declared names, and of each value its kind and its length alone',
    }),
    count: Type.Integer(),
    first_at: Type.String({ format: 'date-time' }),
    last_at: Type.String({ format: 'date-time' }),
  },
  { title: 'RejectedEvents' },
)

/** GET /analytics/operations/rejections. */
export const rejectionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/operations/rejections', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'listRejections',
        tags: ['Operation'],
        summary:
          'Which events were rejected over HTTP: by sender and field, the most frequent first, with masked samples',
        description:
          'Kept by day (UTC) for 90 days; days that the range touches count whole. Messages of Kafka that could not be taken are dead letters.',
        querystring: Type.Object({
          from: Type.String({ maxLength: 40, description: 'A date in UTC, or an RFC 3339 moment' }),
          to: Type.String({ maxLength: 40 }),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
        }),
        response: { 200: Type.Object({ rejections: Type.Array(GroupSchema) }), ...problems(422, 503) },
      },
      handler: async (request) => {
        // What this process has rejected is among it at once.
        await deps.rejected.flush()
        const range = parseRange(request.query, 'UTC')
        const { tenantId } = principalOf(request)
        return { rejections: await readRejectedEvents(deps.db, tenantId, range, request.query.limit) }
      },
    })
  }
