import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { repositionConsumer } from '../../log/reposition.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { noteOperation } from '../note-operation.ts'
import { problems } from '../problem.ts'

const tags = ['Operation']
const Moment = Type.String({ format: 'date-time' })

/** POST /analytics/warehouse/rebuild, …/replay and /analytics/consumers/{consumer}/position: what can be made again is. */
export const warehouseRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/warehouse/rebuild', {
      config: { scope: 'admin', operator: true, audit: 'warehouse.rebuilt' },
      schema: {
        operationId: 'rebuildRollups',
        tags,
        summary: 'Make a rollup, or all, anew beside the living ones, and exchange them',
        body: Type.Object({ rollup: Type.String({ default: 'all', description: 'Its name, or all' }) }),
        response: {
          200: Type.Object({
            rebuilt: Type.Array(
              Type.Object({
                rollup: Type.String(),
                events: Type.Integer({ description: 'Events, or their lines, that it counts' }),
                corrected: Type.Integer({ description: 'Hours in which the one before was wrong' }),
              }),
            ),
          }),
          ...problems(403, 404, 422, 503),
        },
      },
      handler: async (request) => ({ rebuilt: await deps.rebuild(request.body.rollup) }),
    })

    app.post('/analytics/warehouse/replay', {
      config: { scope: 'admin', audit: 'warehouse.replayed' },
      schema: {
        operationId: 'replayMonth',
        tags,
        summary: 'Bring the newest month of a range from the ledger into the warehouse',
        description: 'Go on with `to` at the first day of the month answered, until `month` is null.',
        body: Type.Object({
          from: Type.Optional(Moment),
          to: Type.Optional(Moment),
          type: Type.Optional(Type.String()),
        }),
        response: {
          200: Type.Object({
            month: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
            events: Type.Integer({ description: 'Events of the ledger, which the warehouse now holds too' }),
            compared: Type.Integer({ description: 'Slices: one for each type and hour' }),
            written: Type.Integer({ description: 'Slices and hours of rollups that had to be written' }),
          }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const startedAt = deps.now()
        const done = await deps.replay({ ...request.body, tenantId: principalOf(request).tenantId })
        const counts = { accepted: done?.events ?? 0, duplicates: 0, rejected: 0 }
        noteOperation(deps, request, { kind: 'replay', startedAt, ...counts })
        return done ?? { month: null, events: 0, compared: 0, written: 0 }
      },
    })

    app.put('/analytics/consumers/:consumer/position', {
      config: { scope: 'admin', operator: true, audit: 'consumer.moved' },
      schema: {
        operationId: 'repositionConsumer',
        tags,
        summary: 'Let a consumer of the log, which is not at work or new, begin at the start or at a moment',
        params: Type.Object({ consumer: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$' }) }),
        body: Type.Object({ from: Type.Optional(Moment) }),
        response: {
          200: Type.Object({
            consumer: Type.String(),
            ahead: Type.Integer({ description: 'Events that it will read' }),
          }),
          ...problems(403, 422, 503),
        },
      },
      handler: async (request) => {
        const { consumer } = request.params
        if (deps.ownConsumers.has(consumer)) {
          const message = 'must not be one of the service itself, which would count events twice'
          throw new Failure('invalid_request', `${consumer} cannot be moved`, {
            errors: [{ path: '/consumer', message }],
          })
        }
        return { consumer, ahead: await repositionConsumer(deps.db, consumer, request.body.from) }
      },
    })
  }
