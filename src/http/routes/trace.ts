import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { mayReadPersonal } from '../../access/principal.ts'
import { mask } from '../../compliance/protect.ts'
import { answerTrace } from '../../insights/trace/answer.ts'
import { traceProperties } from '../../insights/trace/request.ts'
import { Failure } from '../../platform/errors.ts'
import { tellSubjects } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { StoredEventSchema } from '../event-schema.ts'
import { problems } from '../problem.ts'

/** A report's term is personal data: readers without that scope get the severity alone. */
const withoutTerm = <Row extends { type: string; label: string | null }>(row: Row): Row =>
  row.type === 'adverse_event' ? { ...row, label: row.label?.replace(/: .*$/s, `: ${mask}`) ?? null } : row

/** GET /analytics/trace/{event_id}: from one event back to its lot, order and parcel. */
export const traceRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/trace/:event_id', {
      config: { scope: 'analytics:read', audit: 'trace.read' },
      schema: {
        operationId: 'traceEvent',
        tags: ['Lots'],
        summary: 'From an event, an adverse one say, back to its device, lot, order and parcel',
        params: Type.Object({ event_id: Type.String({ format: 'uuid' }) }),
        response: {
          200: Type.Object({ event: StoredEventSchema, ...traceProperties }),
          ...problems(404, 422, 503),
        },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const event = await deps.lookUps.one(tenantId, request.params.event_id)
        if (event === undefined) throw new Failure('not_found', `There is no event ${request.params.event_id}.`)
        const { timeline, ...traced } = await deps.warehouse.ask(tenantId, answerTrace, event)
        await tellSubjects(deps, request, [event])
        const isTold = mayReadPersonal(principalOf(request), 'adverse_event')
        return {
          event: deps.protection.masked(event),
          ...traced,
          timeline: isTold ? timeline : timeline.map(withoutTerm),
        }
      },
    })
  }
