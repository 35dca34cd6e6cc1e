import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerFunnel } from '../../insights/funnel/answer.ts'
import { FunnelAnswerSchema, type FunnelRequest, FunnelRequestSchema } from '../../insights/funnel/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = {
  purchase: {
    value: {
      steps: [
        { type: 'product', action: 'viewed' },
        { type: 'cart', action: 'item_added' },
        { type: 'order', action: 'placed' },
      ],
      by: 'session_id',
      window_seconds: 86_400,
      from: '2026-10-01',
      to: '2026-11-01',
      breakdown: 'channel',
    },
  },
}

/** POST /analytics/funnel. */
export const funnelRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/funnel', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'funnel',
        tags: ['Figures'],
        summary: 'How many persons or sessions took steps in order, and how long it took them',
        body: { content: { 'application/json': { schema: withExamples(FunnelRequestSchema, examples) } } },
        response: { 200: FunnelAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as FunnelRequest
        return cachedAnswer(deps, request, [asked], (tenantId) => deps.warehouse.ask(tenantId, answerFunnel, asked))
      },
    })
  }
