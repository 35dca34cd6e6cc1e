import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { type Limited, type LimitOverride, listLimits, writeLimit } from '../../access/limit-overrides.ts'
import { asVisitor, isOperator } from '../../access/operators.ts'
import { Failure } from '../../platform/errors.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const PerSecond = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0, maximum: 10_000_000 }), Type.Null()], { description })
const LimitSchema = Type.Object(
  {
    key_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], {
      description: 'null: of each credential of the tenant that has no limit of its own',
    }),
    events_per_second: PerSecond('On average over ten seconds; null: as the tenant or the service has it; 0: no limit'),
    requests_per_second: PerSecond('Calls of any other kind'),
  },
  { title: 'RateLimit' },
)
const DefaultsSchema = Type.Object({ events_per_second: Type.Integer(), requests_per_second: Type.Integer() })

/** A batch takes 5 000 events at once, which must fit into ten seconds. */
const fewestEvents = 500
const columns = { events: 'events_per_second', requests: 'requests_per_second' } as const

/** Rate limits of a tenant and its keys over the defaults. */
export const rateLimitRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const defaults = () => ({
      events_per_second: deps.defaultLimits.events,
      requests_per_second: deps.defaultLimits.requests,
    })

    app.get('/analytics/rate-limits', {
      config: { scope: 'admin', audit: { none: 'settings' } },
      schema: {
        operationId: 'listRateLimits',
        tags: ['Administration'],
        summary: "The rate limits of the tenant and its keys, over the service's defaults",
        response: {
          200: Type.Object({ defaults: DefaultsSchema, limits: Type.Array(LimitSchema) }),
          ...problems(),
        },
      },
      handler: async (request) => ({
        defaults: defaults(),
        limits: await listLimits(deps.db, principalOf(request).tenantId),
      }),
    })

    app.put('/analytics/rate-limits', {
      config: { scope: 'admin', audit: { change: 'rate_limits.changed' } },
      schema: {
        operationId: 'setRateLimit',
        tags: ['Administration'],
        summary: 'Set the rate limit of a key, or of a tenant; null for both takes it away',
        description:
          'An admin gives keys at most what the tenant has. Limits of a tenant, and more than the default, are for an admin of the tenant that runs the service.',
        body: Type.Object({
          ...LimitSchema.properties,
          tenant_id: Type.Optional(Type.String({ maxLength: 200, description: 'For an operator: whose limit' })),
        }),
        response: { 200: Type.Object({ limits: Type.Array(LimitSchema) }), ...problems(403, 404, 422) },
      },
      handler: async (request) => {
        const { tenant_id, ...limit } = request.body
        const principal = principalOf(request)
        const tenantId = tenant_id ?? principal.tenantId
        if (!isOperator(principal, deps.operatorTenant)) refuseMore(limit, tenantId, principal.tenantId)
        const errors = flawsOf(limit)
        if (errors.length > 0) throw new Failure('invalid_request', 'The limit is not usable.', { errors })
        const whose = tenantId === principal.tenantId ? principal : asVisitor(principal, tenantId)
        const record = recordChange(deps, request, 'rate_limits.changed', whose)
        if (!(await writeLimit(deps.db, tenantId, limit, record))) {
          throw new Failure('not_found', 'The tenant has no such key.')
        }
        await deps.limitOverrides.refresh()
        return { limits: await listLimits(deps.db, tenantId) }
      },
    })

    /** @throws Failure forbidden: who does not run the service gives no more than the tenant has, and to keys alone */
    function refuseMore(limit: LimitOverride, tenantId: string, own: string): void {
      if (tenantId !== own || limit.key_id === null) {
        throw new Failure(
          'forbidden',
          'Only an admin of the tenant that runs the service may set the limit of a tenant.',
        )
      }
      for (const what of Object.keys(columns) as Limited[]) {
        const asked = limit[columns[what]]
        const most = deps.limitOverrides.of(what, tenantId) ?? deps.defaultLimits[what]
        if (asked === null || most === 0 || (asked > 0 && asked <= most)) continue
        throw new Failure('forbidden', `A key of this tenant may have ${most} ${what} per second at most.`)
      }
    }
  }

const flawsOf = ({ events_per_second: events }: LimitOverride) =>
  events !== null && events > 0 && events < fewestEvents
    ? [{ path: '/events_per_second', message: `must be 0 or at least ${fewestEvents}: a batch is counted at once` }]
    : []
