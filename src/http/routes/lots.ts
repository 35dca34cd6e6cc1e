import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { LotsAnswerSchema, LotsRequestSchema } from '../../warehouse/lots-request.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const config = { scope: 'analytics:read' } as const
const tags = ['Lots']

/** GET /analytics/lots: every lot in figures. */
export const lotRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/lots', {
      config,
      schema: {
        operationId: 'listLots',
        tags,
        summary: 'Every lot of a range: units, devices, people, harm, and how it stands among its siblings',
        querystring: LotsRequestSchema,
        response: { 200: LotsAnswerSchema, ...problems(422, 503) },
      },
      handler: (request) => deps.warehouse.lots(principalOf(request).tenantId, request.query),
    })
  }
