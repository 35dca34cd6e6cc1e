import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { answerForecast } from '../../insights/forecast/answer.ts'
import { ForecastAnswerSchema, type ForecastRequest, ForecastRequestSchema } from '../../insights/forecast/request.ts'
import { principalOf } from '../authentication.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/forecast. */
export const forecastRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/forecast', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'forecast',
        tags: ['Figures'],
        summary: 'What a measure will come to, with intervals and how well the same would have done before',
        body: { content: { 'application/json': { schema: ForecastRequestSchema } } },
        response: { 200: ForecastAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const money = await readFigureSettings(deps.db, tenantId)
        const asked = request.body as ForecastRequest
        return cachedAnswer(deps, request, [asked, money], () =>
          deps.warehouse.ask(tenantId, answerForecast, asked, money),
        )
      },
    })
  }
