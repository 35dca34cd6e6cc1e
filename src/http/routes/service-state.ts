import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { isOperator } from '../../access/operators.ts'
import { version } from '../../platform/version.ts'
import { readIngestRate } from '../../service-metrics/ingestion.ts'
import { readKeeperRuns } from '../../service-metrics/keeper-runs.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { DependenciesSchema, lookAtDependencies } from '../readiness.ts'

const OrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])

const StateSchema = Type.Object({
  version: Type.String(),
  started_at: Type.String({ format: 'date-time', description: 'When this process started' }),
  dependencies: DependenciesSchema,
  ingest: Type.Object({
    events_per_second: Type.Number({ description: 'Events of the tenant, over the last five to ten minutes' }),
    latency: Type.Union(
      [
        Type.Object({
          ...{ count: Type.Integer(), p50_ms: Type.Number(), p95_ms: Type.Number(), p99_ms: Type.Number() },
        }),
        Type.Null(),
      ],
      {
        description: 'Of the calls to ingest that this process answered in five minutes, the newest 2 000; null: none',
      },
    ),
  }),
  tasks: Type.Array(
    Type.Object({
      task: Type.String({ description: 'What the keeper does by the clock, such as `reconcile`' }),
      ...{ done_at: OrNull, failed_at: OrNull },
      error: Type.Union([Type.String(), Type.Null()], { description: 'The code of the last failure' }),
    }),
  ),
  disk_free_bytes: Type.Optional(Type.Number({ description: 'Of the data folder; for operators' })),
  settings: Type.Optional(
    Type.Array(
      Type.Object({
        ...{ name: Type.String(), value: Type.Union([Type.String(), Type.Null()]) },
        source: Type.String({ enum: ['environment', 'default'] }),
      }),
      { description: 'Of this process, secrets masked; for operators' },
    ),
  ),
})

/** GET /analytics/operations/service. */
export const serviceStateRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const startedAt = new Date(deps.now()).toISOString()
    app.get('/analytics/operations/service', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'getServiceState',
        tags: ['Operation'],
        summary: 'How the service is: what it stands on, how fast it takes events, when the keeper last did its tasks',
        response: { 200: StateSchema, ...problems(503) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const [{ dependencies }, rate, tasks] = await Promise.all([
          lookAtDependencies(deps),
          readIngestRate(deps.db, principal.tenantId, deps.now()),
          readKeeperRuns(deps.db),
        ])
        const state = {
          ...{ version, started_at: startedAt, dependencies },
          ingest: { events_per_second: rate, latency: deps.ingestTimes.quantiles() ?? null },
          tasks,
        }
        if (!isOperator(principal, deps.operatorTenant)) return state
        const settings = deps.settings.map(({ name, value, source }) => ({ name, value, source }))
        return { ...state, disk_free_bytes: await deps.diskSpace.freeBytes(), settings }
      },
    })
  }
