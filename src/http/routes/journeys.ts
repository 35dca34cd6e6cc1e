import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerJourneys } from '../../insights/journeys/answer.ts'
import { JourneysAnswerSchema, type JourneysRequest, JourneysRequestSchema } from '../../insights/journeys/request.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = {
  from_a_search: {
    value: {
      start: { type: 'search', action: 'performed' },
      by: 'session_id',
      depth: 4,
      top: 5,
      from: '2026-10-01',
      to: '2026-11-01',
    },
  },
}

/** POST /analytics/journeys. */
export const journeyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/journeys', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'journeys',
        tags: ['Figures'],
        summary: 'What people did next, level by level, as a Sankey diagram shows it',
        body: { content: { 'application/json': { schema: withExamples(JourneysRequestSchema, examples) } } },
        response: { 200: JourneysAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const asked = request.body as JourneysRequest
        return cachedAnswer(deps, request, [asked], (tenantId) => deps.warehouse.ask(tenantId, answerJourneys, asked))
      },
    })
  }
