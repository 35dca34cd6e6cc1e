import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { answerQuery } from '../../query/answer.ts'
import { answerDimensionValues } from '../../query/dimension-values.ts'
import { QueryAnswerSchema, type QueryRequest, QueryRequestSchema } from '../../query/request.ts'
import { principalOf } from '../authentication.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const range = { from: '2026-10-01', to: '2026-11-01' }
const examples = {
  by_gateway: { value: { metrics: ['gmv', 'orders'], ...range, dimensions: ['gateway'], order_by: '-gmv' } },
  by_day: {
    value: {
      metrics: ['orders', 'aov'],
      ...range,
      granularity: 'day',
      timezone: 'Europe/Madrid',
      compare: 'previous_period',
    },
  },
  filtered: {
    value: { metrics: ['payment_success_rate'], ...range, filters: { gateway: ['stripe'], country: ['ES'] } },
  },
}

/** POST /analytics/query, and the values that a dimension has. */
export const queryRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/query', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'query',
        tags: ['Figures'],
        summary: 'Measures, cut and filtered by dimensions, over time; with Cache-Control: no-cache worked out anew',
        body: { content: { 'application/json': { schema: withExamples(QueryRequestSchema, examples) } } },
        response: { 200: QueryAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const money = await readFigureSettings(deps.db, tenantId)
        const asked = request.body as QueryRequest
        return cachedAnswer(deps, request, [asked, money], () =>
          deps.warehouse.ask(tenantId, answerQuery, asked, money),
        )
      },
    })

    app.get('/analytics/dimensions/:dimension', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'listDimensionValues',
        tags: ['Figures'],
        summary: 'The values of a dimension in a range, most frequent first',
        params: Type.Object({ dimension: Type.String({ maxLength: 100 }) }),
        querystring: Type.Object({
          from: Type.String({ maxLength: 40 }),
          to: Type.String({ maxLength: 40 }),
          timezone: Type.Optional(Type.String({ maxLength: 64 })),
          search: Type.Optional(Type.String({ maxLength: 100 })),
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
        }),
        response: {
          200: Type.Object({
            values: Type.Array(
              Type.Object({ value: Type.Union([Type.String(), Type.Null()]), events: Type.Integer() }),
            ),
          }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const asked = { ...request.params, ...request.query }
        const values = await deps.warehouse.ask(principalOf(request).tenantId, answerDimensionValues, asked)
        return { values }
      },
    })
  }
