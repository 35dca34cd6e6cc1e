import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { answerLifetimeValue } from '../../insights/lifetime-value/answer.ts'
import { LtvAnswerSchema, type LtvRequest, LtvRequestSchema } from '../../insights/lifetime-value/request.ts'
import { principalOf } from '../authentication.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = { next_year: { value: { to: '2026-11-01', horizon_days: 365, period: 'month', limit: 20 } } }

/** POST /analytics/ltv. */
export const ltvRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/ltv', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'ltv',
        tags: ['Figures'],
        summary: 'What customers have spent and will, by BG/NBD and Gamma-Gamma, in all, by cohort and by customer',
        body: { content: { 'application/json': { schema: withExamples(LtvRequestSchema, examples) } } },
        response: { 200: LtvAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const money = await readFigureSettings(deps.db, tenantId)
        const asked = request.body as LtvRequest
        return cachedAnswer(deps, request, [asked, money], () =>
          deps.warehouse.ask(tenantId, answerLifetimeValue, asked, money),
        )
      },
    })
  }
