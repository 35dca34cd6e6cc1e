import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerPredictions } from '../../insights/predictions/answer.ts'
import {
  PredictionsAnswerSchema,
  type PredictionsRequest,
  PredictionsRequestSchema,
} from '../../insights/predictions/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/predictions. */
export const predictionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/predictions', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'predictions',
        tags: ['Models'],
        summary:
          'How well predictions did by model and version: errors, coverage, calibration, drift, and one against another',
        body: { content: { 'application/json': { schema: PredictionsRequestSchema } } },
        response: { 200: PredictionsAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as PredictionsRequest
        return cachedAnswer(deps, request, [asked], (tenantId) =>
          deps.warehouse.ask(tenantId, answerPredictions, asked),
        )
      },
    })
  }
