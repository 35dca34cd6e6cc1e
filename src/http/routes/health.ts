import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { Consumer } from '../../log/loop.ts'
import { type Breaker, breakerStates } from '../../platform/breaker.ts'
import { codeOf } from '../../platform/error-causes.ts'
import { signOfLife } from '../../postgres/pool-breaker.ts'
import type { HttpDeps } from '../deps.ts'
import { metricsPaths, metricsText } from '../metrics-server.ts'

const BreakerSchema = Type.Object(
  {
    state: Type.String({ enum: [...breakerStates] }),
    since: Type.String({ format: 'date-time' }),
    last_error: Type.Optional(Type.String()),
  },
  { description: 'open: calls are refused at once; half_open: a probe is under way' },
)
const StateSchema = Type.Object({
  status: Type.String({ enum: ['up', 'down'] }),
  detail: Type.Optional(Type.String()),
  breaker: Type.Optional(BreakerSchema),
})
const ReadySchema = Type.Object({
  status: Type.String({ enum: ['ready', 'not_ready'] }),
  dependencies: Type.Record(Type.String(), StateSchema),
})
const MetricsSchema = { description: 'Prometheus text', content: { 'text/plain': { schema: Type.String() } } }

interface State {
  readonly status: 'up' | 'down'
  readonly detail?: string
}

async function stateOf(ping: () => Promise<unknown>): Promise<State> {
  try {
    await ping()
    return { status: 'up' }
  } catch (error) {
    return { status: 'down', detail: codeOf(error) }
  }
}

const consumerState = ({ stuck }: Pick<Consumer, 'stuck'>) =>
  stuck === undefined
    ? { status: 'up' as const }
    : {
        status: 'down' as const,
        detail: `it failed ${stuck.failures} times since ${new Date(stuck.since).toISOString()}: ${stuck.code}`,
      }

const breakerOf = ({ state, since, lastErrorCode }: Breaker) => ({
  state,
  since: new Date(since).toISOString(),
  ...(lastErrorCode !== undefined && { last_error: lastErrorCode }),
})

/** Adds each dependency's breaker. What nobody pings here is up for as long as calls to it go through. */
function withBreakers(states: Record<string, State>, { breakers }: HttpDeps) {
  const guarded = [...breakers.all()].map(([name, breaker]) => {
    const state = states[name] ?? { status: breaker.state === 'closed' ? 'up' : 'down' }
    return [name, { ...state, breaker: breakerOf(breaker) }]
  })
  return { ...states, ...Object.fromEntries(guarded) }
}

/**
 * Liveness and readiness with each dependency are open to all: they tell nothing of any tenant, and codes alone. Metrics tell
 * how much business the whole service does.
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
        const { schemaRegistry } = deps
        const [ledger, warehouse, disk, schema_registry] = await Promise.all([
          stateOf(() => deps.db.query(signOfLife)),
          stateOf(() => deps.warehouse.ping()),
          stateOf(() => deps.diskSpace.check()),
          schemaRegistry && stateOf(schemaRegistry.check),
        ])
        const consumers = Object.fromEntries([...deps.consumers].map(([name, it]) => [name, consumerState(it)]))
        const room = disk.status === 'up' || deps.ingest.diskSpace === undefined
        const ready = ledger.status === 'up' && room
        const states = { ledger, warehouse, ...consumers, disk, ...(schema_registry && { schema_registry }) }
        return reply
          .code(ready ? 200 : 503)
          .send({ status: ready ? 'ready' : 'not_ready', dependencies: withBreakers(states, deps) })
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
