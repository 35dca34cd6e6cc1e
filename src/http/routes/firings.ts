import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { mayReadPersonal } from '../../access/principal.ts'
import { readFirings } from '../../alerts/firings.ts'
import { parseRange } from '../../warehouse/time/parse-range.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const MomentSchema = Type.String({ format: 'date-time' })
const FiringSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    alert_id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    metric: Type.String(),
    fired_at: MomentSchema,
    resolved_at: Type.Union([MomentSchema, Type.Null()]),
    value: Type.Number({ description: 'When it fired' }),
    limit: Type.Number({ description: "What the value was held against, in the measure's unit" }),
    subject: Type.Union([Type.String(), Type.Null()], {
      description: 'The report or lot that it is about; a report is shown to those who may read it',
    }),
    link: Type.Union([Type.String(), Type.Null()], { description: 'The path of its page' }),
    webhook: Type.Object({
      status: Type.String({ enum: ['none', 'pending', 'delivered', 'failed'] }),
      attempts: Type.Integer(),
      error: Type.Union([Type.String(), Type.Null()]),
    }),
  },
  { title: 'Firing' },
)

/** What fired, for the page of alerts and as marks on charts. */
export const firingRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/alerts/firings', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'listFirings',
        tags: ['Alerts'],
        summary: 'Which alerts fired in a range, newest first, and whether their webhooks were taken',
        querystring: Type.Object({
          from: Type.String({ maxLength: 40, description: 'A date in UTC, or an RFC 3339 moment' }),
          to: Type.String({ maxLength: 40 }),
          metric: Type.Optional(Type.String({ maxLength: 200 })),
        }),
        response: { 200: Type.Object({ firings: Type.Array(FiringSchema) }), ...problems(422) },
      },
      handler: async (request) => {
        const { metric, ...bounds } = request.query
        const range = parseRange(bounds, 'UTC')
        const principal = principalOf(request)
        const firings = await readFirings(deps.db, principal.tenantId, range, metric)
        const areReportsTold = mayReadPersonal(principal, 'adverse_event')
        return {
          firings: firings.map(({ webhook, ...it }) => ({
            ...it,
            ...(it.link?.startsWith('/reports/') && !areReportsTold && { subject: null, link: null }),
            webhook: { ...webhook },
          })),
        }
      },
    })
  }
