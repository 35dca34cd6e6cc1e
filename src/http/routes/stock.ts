import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerStock } from '../../insights/stock/answer.ts'
import { StockAnswerSchema, type StockRequest, StockRequestSchema } from '../../insights/stock/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = {
  now: { value: { filters: { warehouse_id: ['madrid'] } } },
  on_a_day: { value: { at: '2026-10-01', timezone: 'Europe/Madrid', limit: 100 } },
}

/** POST /analytics/stock. */
export const stockRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/stock', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'stock',
        tags: ['Figures'],
        summary: 'What lies in the warehouses at a moment, by product, warehouse and lot, and how long it will last',
        body: { content: { 'application/json': { schema: withExamples(StockRequestSchema, examples) } } },
        response: { 200: StockAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as StockRequest
        return cachedAnswer(deps, request, [asked], (tenantId) => deps.warehouse.ask(tenantId, answerStock, asked))
      },
    })
  }
