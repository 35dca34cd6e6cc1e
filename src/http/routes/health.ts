import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { HttpDeps } from '../deps.ts'

const StateSchema = Type.Object({ status: Type.String({ enum: ['up', 'down'] }), detail: Type.Optional(Type.String()) })
const ReadySchema = Type.Object({
  status: Type.String({ enum: ['ready', 'not_ready'] }),
  dependencies: Type.Record(Type.String(), StateSchema),
})
const MetricsSchema = { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } }

async function stateOf(ping: () => Promise<unknown>): Promise<{ status: 'up' | 'down'; detail?: string }> {
  try {
    await ping()
    return { status: 'up' }
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message : String(error) }
  }
}

/** Liveness, readiness with each dependency, and metrics. Open to all: they tell nothing of any tenant. */
export const healthRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/health', {
      schema: {
        operationId: 'getHealth',
        tags: ['Operation'],
        summary: 'Whether the process lives',
        response: { 200: Type.Object({ status: Type.Literal('up') }) },
      },
      handler: async () => ({ status: 'up' as const }),
    })

    app.get('/ready', {
      schema: {
        operationId: 'getReadiness',
        tags: ['Operation'],
        summary:
          'Whether the process can serve, and on what it stands. The ledger decides: without it nothing is taken.',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
      handler: async (_request, reply) => {
        const [ledger, warehouse] = await Promise.all([
          stateOf(() => deps.db.query('SELECT 1')),
          stateOf(() => deps.warehouse.ping()),
        ])
        const ready = ledger.status === 'up'
        return reply
          .code(ready ? 200 : 503)
          .send({ status: ready ? 'ready' : 'not_ready', dependencies: { ledger, warehouse } })
      },
    })

    for (const [path, operationId] of [
      ['/metrics', 'getMetrics'],
      ['/actuator/prometheus', 'getActuatorMetrics'],
    ] as const) {
      app.get(path, {
        schema: {
          operationId,
          tags: ['Operation'],
          summary: 'Metrics for Prometheus',
          response: { 200: MetricsSchema },
        },
        handler: async (_request, reply) => {
          deps.metrics.waiting.set(deps.ingest.groupCommit.waiting())
          return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics())
        },
      })
    }
  }
