import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { ShownEvent } from '../../events/envelope.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { StoredEventSchema } from '../event-schema.ts'
import { permitReveal, shownEvents, storedFilters } from '../personal-values.ts'
import { problems } from '../problem.ts'

const identifier = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }))

/** What a look-up and the live stream may be narrowed by. */
export const filterProperties = {
  type: Type.Optional(Type.String({ maxLength: 100 })),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  user_id: identifier,
  order_id: identifier,
  session_id: identifier,
  device_id: identifier,
  payment_id: identifier,
  shipment_id: identifier,
  cart_id: identifier,
  report_id: identifier,
  lot: identifier,
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
}

const reveal = Type.Optional(
  Type.Boolean({
    description: 'Protected values in the clear; needs the scope personal:read, and leaves an entry in the audit trail',
  }),
)

/** GET /analytics/events and /analytics/events/{id}: what the ledger holds, protected values masked. */
export const eventRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/events', {
      config: { scope: 'analytics:read', audit: 'events.looked_up' },
      schema: {
        operationId: 'listEvents',
        tags: ['Events'],
        summary: 'Look up events, newest first',
        querystring: Type.Object({
          ...filterProperties,
          reveal,
          limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
          cursor: Type.Optional(Type.String({ maxLength: 200, description: 'next_cursor of the page before' })),
        }),
        response: {
          200: Type.Object({
            events: Type.Array(StoredEventSchema),
            next_cursor: Type.Union([Type.String(), Type.Null()]),
          }),
          ...problems(400, 422, 503),
        },
      },
      handler: async (request) => {
        const { limit, cursor, reveal, ...filters } = request.query
        permitReveal(request, reveal)
        const page = { limit, ...(cursor !== undefined && { cursor }) }
        const { tenantId } = principalOf(request)
        const found = await deps.lookUps.page(tenantId, await storedFilters(deps, tenantId, filters), page)
        return { ...found, events: await shownEvents(deps, request, found.events, reveal) }
      },
    })

    app.get('/analytics/events/:id', {
      config: { scope: 'analytics:read', audit: 'event.read' },
      schema: {
        operationId: 'getEvent',
        tags: ['Events'],
        summary: 'Look up one event',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: Type.Object({ reveal }),
        response: { 200: StoredEventSchema, ...problems(404, 422, 503) },
      },
      handler: async (request) => {
        permitReveal(request, request.query.reveal)
        const event = await deps.lookUps.one(principalOf(request).tenantId, request.params.id)
        if (event === undefined) throw new Failure('not_found', `There is no event ${request.params.id}.`)
        const [shown] = await shownEvents(deps, request, [event], request.query.reveal)
        return shown as ShownEvent
      },
    })
  }
