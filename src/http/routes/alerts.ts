import { type FastifyPluginAsyncTypebox, type Static, Type } from '@fastify/type-provider-typebox'
import { mayReadPersonal, type Principal } from '../../access/principal.ts'
import { type AlertWish, conditionKinds, windows } from '../../alerts/alert.ts'
import { hostOf, type MadeAlert } from '../../alerts/alerts.ts'
import { deleteAlert, findAlert, listAlerts, type StoredAlert } from '../../alerts/store.ts'
import { Failure } from '../../platform/errors.ts'
import { QueryRequestSchema } from '../../query/request.ts'
import { recordChange, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const OrNull = <
  Schema extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Number> | ReturnType<typeof Type.Integer>,
>(
  schema: Schema,
) => Type.Union([schema, Type.Null()])
const MomentSchema = Type.String({ format: 'date-time' })

const WishSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  metric: Type.String({ maxLength: 200 }),
  filters: Type.Optional(QueryRequestSchema.properties.filters),
  window: Type.String({
    enum: [...windows],
    default: 'day',
    description:
      'How far back it looks; of outside_expected the last whole day or week. incident_deadline and lot_signal have no use for it',
  }),
  condition: Type.Object(
    {
      kind: Type.String({ enum: [...conditionKinds] }),
      value: Type.Optional(OrNull(Type.Number())),
      minimum_observations: Type.Optional(OrNull(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }))),
    },
    {
      description:
        'rises_by and falls_by: a fraction of the window before; at_reorder_point has no value. outside_expected: the last whole ' +
        'day or week lies outside the band of its forecast, `value` the share of values that the band is meant to hold (0.95). ' +
        'Of adverse_events, each once for a report or lot, without a value: incident_deadline (half of the time to file it ' +
        'has gone, 80 % or all; needs personal:read) and lot_signal (the CUSUM of the lot reached its limit). A rate over fewer ' +
        'than `minimum_observations` does not fire: its state is unknown',
    },
  ),
  webhook_url: Type.Optional(OrNull(Type.String({ maxLength: 2_000 }))),
  enabled: Type.Boolean({ default: true }),
})
const AlertSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    metric: Type.String(),
    filters: Type.Record(Type.String(), Type.Unknown()),
    window: Type.String({ enum: [...windows] }),
    condition: Type.Object({
      kind: Type.String({ enum: [...conditionKinds] }),
      value: OrNull(Type.Number()),
      minimum_observations: OrNull(Type.Integer()),
    }),
    webhook_url: Type.Union([Type.String(), Type.Null()], { description: 'Its host alone for who is no admin' }),
    enabled: Type.Boolean(),
    state: Type.String({ enum: ['ok', 'firing', 'unknown'] }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why the state is unknown' }),
    last_value: OrNull(Type.Number()),
    checked_at: OrNull(MomentSchema),
    created_at: MomentSchema,
  },
  { title: 'Alert' },
)
const MadeSchema = Type.Object({
  ...AlertSchema.properties,
  secret: Type.Optional(Type.String({ description: 'Signs its webhooks (standardwebhooks.com); shown this once' })),
})
const IdSchema = Type.Object({ id: Type.String({ format: 'uuid' }) })

const wishOf = ({ condition, ...body }: Static<typeof WishSchema>): AlertWish => ({
  ...body,
  filters: body.filters ?? {},
  window: body.window as AlertWish['window'],
  condition: {
    kind: condition.kind as AlertWish['condition']['kind'],
    value: condition.value ?? null,
    minimum_observations: condition.minimum_observations ?? null,
  },
  webhook_url: body.webhook_url ?? null,
})

/** An address may itself be a secret: only who may change it sees all of it. */
function shownTo({ scopes }: Principal, alert: MadeAlert | StoredAlert) {
  const { tenant_id: _, sealed_secret: __, webhook_url: url, ...shown } = alert
  const { kind, value, minimum_observations = null } = shown.condition
  const webhook_url = scopes.includes('admin') ? url : hostOf(url)
  return { ...shown, condition: { kind, value, minimum_observations }, webhook_url }
}

/** @throws Failure forbidden: which report is to be filed until when is shown only to those who may read reports */
function permitCondition(principal: Principal, { condition }: AlertWish): void {
  if (condition.kind !== 'incident_deadline' || mayReadPersonal(principal, 'adverse_event')) return
  const message = 'An alert on deadlines of reports needs personal:read for adverse events.'
  throw new Failure('forbidden', message, { scope: 'personal:read' })
}

/**
 * Alerts on measures of the caller's tenant. They send figures out of the service, so an admin makes and changes them.
 */
export const alertRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/alerts', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'listAlerts',
        tags: ['Alerts'],
        summary: 'The alerts, with their states as last evaluated',
        response: { 200: Type.Object({ alerts: Type.Array(AlertSchema) }), ...problems() },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const alerts = await listAlerts(deps.db, principal.tenantId)
        return { alerts: alerts.map((alert) => shownTo(principal, alert)) }
      },
    })

    app.get('/analytics/alerts/:id', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'getAlert',
        tags: ['Alerts'],
        summary: 'One alert',
        params: IdSchema,
        response: { 200: AlertSchema, ...problems(404, 422) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        return shownTo(principal, await findAlert(deps.db, principal.tenantId, request.params.id))
      },
    })

    app.post('/analytics/alerts', {
      config: { scope: 'analytics:write', audit: { change: 'alert.added' } },
      schema: {
        operationId: 'addAlert',
        tags: ['Alerts'],
        summary:
          'Have a measure evaluated every minute, and a webhook called when its condition begins or ceases to hold',
        body: WishSchema,
        response: { 201: MadeSchema, ...problems(422, 503) },
      },
      handler: async (request, reply) => {
        const principal = principalOf(request)
        const wish = wishOf(request.body)
        permitCondition(principal, wish)
        const made = await deps.alerts.add(principal.tenantId, wish, recordChange(deps, request))
        return reply.code(201).send(shownTo(principal, made))
      },
    })

    app.put('/analytics/alerts/:id', {
      config: { scope: 'analytics:write', audit: { change: 'alert.changed' } },
      schema: {
        operationId: 'changeAlert',
        tags: ['Alerts'],
        summary: 'Change, pause or resume an alert; it is evaluated anew at once',
        description: 'A `webhook_url` that is sent as it was shown, its host alone, stays what it was.',
        params: IdSchema,
        body: WishSchema,
        response: { 200: MadeSchema, ...problems(404, 422, 503) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { id } = request.params
        const record = recordChange(deps, request)
        const wish = wishOf(request.body)
        permitCondition(principal, wish)
        const made = await deps.alerts.change(principal.tenantId, id, wish, record)
        return shownTo(principal, made)
      },
    })

    app.delete('/analytics/alerts/:id', {
      config: { scope: 'analytics:write', audit: { change: 'alert.deleted' } },
      schema: {
        operationId: 'deleteAlert',
        tags: ['Alerts'],
        summary: 'Delete an alert with its firings',
        params: IdSchema,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        await deleteAlert(deps.db, principalOf(request).tenantId, id, recordChange(deps, request))
        return reply.code(204).send(null)
      },
    })

    app.post('/analytics/alerts/:id/test', {
      config: { scope: 'analytics:write', audit: 'alert.tested' },
      schema: {
        operationId: 'testAlert',
        tags: ['Alerts'],
        summary: 'Call the webhook of an alert once, now',
        params: IdSchema,
        response: {
          200: Type.Object({
            delivered: Type.Boolean(),
            error: Type.Union([Type.String(), Type.Null()], { description: 'Why the receiver did not take it' }),
          }),
          ...problems(404, 422),
        },
      },
      handler: async (request) => {
        const { id } = request.params
        const error = await deps.alerts.test(principalOf(request).tenantId, id)
        tellAudit(request, { action: 'alert.tested', details: { alert: id, delivered: error === null } })
        return { delivered: error === null, error }
      },
    })
  }
