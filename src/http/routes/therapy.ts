import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { answerTherapy } from '../../insights/therapy/answer.ts'
import { TherapyAnswerSchema, TherapyRequestSchema } from '../../insights/therapy/request.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** POST /analytics/therapy: from the order to a therapy that is kept to. */
export const therapyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/therapy', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'followTherapies',
        tags: ['Lots'],
        summary: 'What became of the orders of a range: shipped, delivered, activated, adherent; harmed or paid back',
        body: TherapyRequestSchema,
        response: { 200: TherapyAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const settings = await readFigureSettings(deps.db, tenantId)
        return deps.warehouse.ask(tenantId, answerTherapy, request.body, settings)
      },
    })
  }
