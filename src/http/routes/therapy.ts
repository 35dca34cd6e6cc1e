import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
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
      handler: (request) => deps.warehouse.ask(principalOf(request).tenantId, answerTherapy, request.body),
    })
  }
