import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { HttpDeps } from '../deps.ts'
import { metricsPaths, metricsText } from '../metrics-server.ts'
import { DependenciesSchema, lookAtDependencies } from '../readiness.ts'

const ReadySchema = Type.Object({
  status: Type.String({ enum: ['ready', 'not_ready'] }),
  dependencies: DependenciesSchema,
})
const MetricsSchema = { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } }

/**
 * Liveness and readiness with each dependency are open to all: they disclose nothing of any tenant, and codes alone.
 * Metrics tell how much business the whole service does.
 */
export const healthRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/health', {
      config: { audit: { none: 'the state of the service' } },
      schema: {
        operationId: 'getHealth',
        tags: ['Operation'],
        summary: 'Whether the process lives',
        response: { 200: Type.Object({ status: Type.Literal('up') }) },
      },
      handler: async () => ({ status: 'up' as const }),
    })

    app.get('/ready', {
      config: { audit: { none: 'the state of the service' } },
      schema: {
        operationId: 'getReadiness',
        tags: ['Operation'],
        summary:
          'Whether the process can serve, and on what it stands. Ledger and disk decide: without them nothing is taken.',
        response: { 200: ReadySchema, 503: ReadySchema },
      },
      handler: async (_request, reply) => {
        const { ready, dependencies } = await lookAtDependencies(deps)
        return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', dependencies })
      },
    })

    for (const [index, path] of metricsPaths.entries()) {
      app.get(path, {
        config: {
          scope: 'admin',
          operator: true,
          openToLoopback: true,
          audit: { none: 'counts of the whole service' },
        },
        schema: {
          operationId: index === 0 ? 'getMetrics' : 'getActuatorMetrics',
          tags: ['Operation'],
          summary: 'Metrics for Prometheus',
          description:
            'Open to clients on the same machine, and on a port of its own where `POCM_METRICS_PORT` names one.',
          response: { 200: MetricsSchema },
        },
        handler: async (_request, reply) => reply.type(deps.metrics.registry.contentType).send(await metricsText(deps)),
      })
    }
  }
