import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerRetention } from '../../insights/retention/answer.ts'
import {
  RetentionAnswerSchema,
  type RetentionRequest,
  RetentionRequestSchema,
} from '../../insights/retention/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = {
  buyers: {
    value: {
      cohort: { type: 'order', action: 'placed' },
      returning: { type: 'order', action: 'placed' },
      by: 'user_id',
      period: 'month',
      from: '2026-01-01',
      to: '2026-11-01',
    },
  },
}

/** POST /analytics/retention. */
export const retentionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/retention', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'retention',
        tags: ['Figures'],
        summary: 'How many came back in the periods after their first time',
        body: { content: { 'application/json': { schema: withExamples(RetentionRequestSchema, examples) } } },
        response: { 200: RetentionAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as RetentionRequest
        return cachedAnswer(deps, request, [asked], (tenantId) => deps.warehouse.ask(tenantId, answerRetention, asked))
      },
    })
  }
