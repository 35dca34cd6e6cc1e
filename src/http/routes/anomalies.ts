import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerAnomalies } from '../../insights/anomalies/answer.ts'
import { AnomaliesAnswerSchema, AnomaliesRequestSchema } from '../../insights/anomalies/request.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/anomalies: readings that do not fit with what their device read before. */
export const anomalyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/anomalies', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'findAnomalies',
        tags: ['Lots'],
        summary: "Readings that do not fit with their own device's earlier ones, by modified z-scores",
        body: AnomaliesRequestSchema,
        response: { 200: AnomaliesAnswerSchema, ...problems(422, 503) },
      },
      handler: (request) => deps.warehouse.ask(principalOf(request).tenantId, answerAnomalies, request.body),
    })
  }
