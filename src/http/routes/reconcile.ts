import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const SideSchema = Type.Object({ count: Type.Integer(), checksum: Type.String() })

/** POST /analytics/reconcile: whether ledger and warehouse hold the same, hour by hour. */
export const reconcileRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/reconcile', {
      config: { scope: 'admin', audit: 'reconcile.run' },
      schema: {
        operationId: 'reconcile',
        tags: ['Operation'],
        summary: 'Compare ledger and warehouse by type and hour, and repair what differs',
        body: Type.Object({
          from: Type.Optional(Type.String({ format: 'date-time' })),
          to: Type.Optional(Type.String({ format: 'date-time' })),
          repair: Type.Boolean({ default: false }),
          recount: Type.Boolean({
            default: false,
            description: "Reads all of the ledger's events, and believes them where the log had counted others",
          }),
        }),
        response: {
          200: Type.Object({
            compared: Type.Integer({ description: 'Slices: one for each type and hour' }),
            events: Type.Integer(),
            repaired: Type.Integer(),
            differences: Type.Array(
              Type.Object({
                tenant_id: Type.String(),
                type: Type.String(),
                hour: Type.String({ format: 'date-time' }),
                ledger: SideSchema,
                warehouse: SideSchema,
              }),
            ),
            drift: Type.Array(
              Type.Object({
                tenant_id: Type.String(),
                hour: Type.String({ format: 'date-time' }),
                rollup: Type.String(),
                held: Type.Integer({ description: 'Events, or their lines, that the rollup counts' }),
                due: Type.Integer({ description: 'How many it should count' }),
              }),
              { description: "Hours in which a rollup differs from the warehouse's own events" },
            ),
          }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const found = await deps.reconcile({ ...request.body, tenantId: principalOf(request).tenantId })
        return { ...found, differences: [...found.differences], drift: [...found.drift] }
      },
    })
  }
