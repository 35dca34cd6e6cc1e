import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerReorder } from '../../insights/reorder/answer.ts'
import { ReorderAnswerSchema, type ReorderRequest, ReorderRequestSchema } from '../../insights/reorder/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/reorder. */
export const reorderRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/reorder', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'reorder',
        tags: ['Figures'],
        summary: 'What to order of each product in each warehouse, for a service level and a lead time',
        body: { content: { 'application/json': { schema: ReorderRequestSchema } } },
        response: { 200: ReorderAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as ReorderRequest
        return cachedAnswer(deps, request, [asked], (tenantId) => deps.warehouse.ask(tenantId, answerReorder, asked))
      },
    })
  }
