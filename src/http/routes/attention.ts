import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { may, mayReadPersonal } from '../../access/principal.ts'
import { readFigureSettings } from '../../access/tenants.ts'
import { AttentionSchema } from '../../attention/answer.ts'
import { askAttention, deadLetters, firingAlerts, mostUrgent, rejectedEvents } from '../../attention/attention.ts'
import { dueReports } from '../../attention/incidents.ts'
import { principalOf } from '../authentication.ts'
import { cachedAnswer } from '../cached-answer.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

/** GET /analytics/attention. */
export const attentionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/attention', {
      config: { scope: 'analytics:read', audit: { grouped: 'figures.asked' } },
      schema: {
        operationId: 'getAttention',
        tags: ['Figures'],
        summary:
          'What needs attention now: figures that became worse beyond noise, alerts, stockouts, lots, rejected events',
        querystring: Type.Object({ timezone: Type.Optional(Type.String({ maxLength: 64 })) }),
        response: { 200: AttentionSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { tenantId } = principal
        const money = await readFigureSettings(deps.db, tenantId)
        const asked = { timezone: request.query.timezone ?? money.timezone }
        const found = await cachedAnswer(deps, request, [asked, money], () =>
          deps.warehouse.ask(tenantId, askAttention, asked, money),
        )
        // Rejected events are reported to principals who may see and mend them.
        const own = await Promise.all([
          firingAlerts(deps.db, tenantId),
          // A report is about one person.
          ...(mayReadPersonal(principal, 'adverse_event') ? [deps.warehouse.ask(tenantId, dueReports, {})] : []),
          ...(may(principal, 'admin')
            ? [deadLetters(deps.db, tenantId), rejectedEvents(deps.db, tenantId, deps.now())]
            : []),
        ])
        return { ...found, items: mostUrgent([...found.items, ...own.flat()]) }
      },
    })
  }
