import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { answerExplain } from '../../insights/explain/answer.ts'
import { ExplainAnswerSchema, type ExplainRequest, ExplainRequestSchema } from '../../insights/explain/request.ts'
import { principalOf } from '../authentication.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/explain. */
export const explainRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/explain', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'explain',
        tags: ['Figures'],
        summary: 'Why a measure changed: what each segment of each dimension added, by mix and by rate, with intervals',
        body: { content: { 'application/json': { schema: ExplainRequestSchema } } },
        response: { 200: ExplainAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const money = await readFigureSettings(deps.db, tenantId)
        const asked = request.body as ExplainRequest
        return cachedAnswer(deps, request, [asked, money], () =>
          deps.warehouse.ask(tenantId, answerExplain, asked, money),
        )
      },
    })
  }
