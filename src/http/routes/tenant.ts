import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readRates, readTenant, writeRates, writeTenant } from '../../access/tenants.ts'
import { Failure } from '../../platform/errors.ts'
import { zoneToday } from '../../warehouse/time/zone.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const sealingProperties = {
  undeclared_fields: Type.String({
    enum: ['sealed', 'public'],
    description: 'How fields are kept that no event file declares; sensitive names are sealed either way',
  }),
  public_paths: Type.Array(Type.String({ maxLength: 300, pattern: '^/(?:data|context)(?:/[^/]{1,200})+$' }), {
    maxItems: 200,
    description: 'Undeclared fields that are public all the same: /data/shelf, /data/items/*/colour, /context/store',
  }),
}

const SmallCell = Type.Integer({
  minimum: 0,
  maximum: 1_000,
  description:
    'Figures of health (adverse events, adherence, doses, readings), cut by dimensions or filters, are null where they rest ' +
    'on fewer devices, and so is what they could be worked out from; 0: none is, 5 is usual',
})

const TwoPersonApproval = Type.Boolean({
  description: 'Whether erasures and releases of legal holds wait until another person approves them',
})

const SignaturesRequired = Type.Boolean({
  description:
    'Whether changes that matter are signed: `X-Signature-Meaning` (approved, reviewed, released, responsible), with the API key ' +
    'again in `X-Signature-Credential` or a sign-in by the provider within ten minutes',
})

const TenantSchema = Type.Object({
  tenant_id: Type.String(),
  name: Type.String(),
  reporting_currency: Type.String({ format: 'currency' }),
  timezone: Type.String(),
  ...sealingProperties,
  small_cell: SmallCell,
  two_person_approval: TwoPersonApproval,
  signatures_required: SignaturesRequired,
})

const RateSchema = Type.Object({
  currency: Type.String({ format: 'currency' }),
  valid_from: Type.String({ format: 'date-time', description: 'A whole hour; the rate holds from then on' }),
  rate: Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,9})?$', description: 'Reporting currency for one of `currency`' }),
})

/** The zone by its IANA name of today. Throws Failure('invalid_request') for what no question takes, such as +05:30. */
function parseTimezone(timezone: string): string {
  const zone = zoneToday(timezone)
  if (zone !== undefined) return zone
  const message = 'must be the name of a time zone, such as Europe/Madrid'
  throw new Failure('invalid_request', `${timezone} is no time zone.`, { errors: [{ path: '/timezone', message }] })
}

/** How the tenant wants its figures: currency, time zone, exchange rates. */
export const tenantRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/tenant', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'getTenant',
        tags: ['Administration'],
        summary: "The tenant's settings",
        response: { 200: TenantSchema, ...problems() },
      },
      handler: async (request) => {
        const { public_paths, ...tenant } = await readTenant(deps.db, principalOf(request).tenantId)
        return { ...tenant, public_paths: [...public_paths] }
      },
    })

    app.patch('/analytics/tenant', {
      config: { scope: 'admin', audit: { change: 'tenant.changed' } },
      schema: {
        operationId: 'changeTenant',
        tags: ['Administration'],
        summary: "Change the tenant's settings",
        body: Type.Object({
          name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          reporting_currency: Type.Optional(Type.String({ format: 'currency' })),
          timezone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
          undeclared_fields: Type.Optional(sealingProperties.undeclared_fields),
          public_paths: Type.Optional(sealingProperties.public_paths),
          small_cell: Type.Optional(SmallCell),
          two_person_approval: Type.Optional(TwoPersonApproval),
          signatures_required: Type.Optional(SignaturesRequired),
        }),
        response: { 200: TenantSchema, ...problems(422) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { tenantId } = principal
        const { undeclared_fields, public_paths, timezone, ...change } = request.body
        const opens = {
          ...(undeclared_fields !== undefined && { undeclared_fields: undeclared_fields as 'sealed' | 'public' }),
          ...(public_paths !== undefined && { public_paths }),
        }
        const action = Object.keys(opens).length > 0 ? 'tenant.sealing_changed' : 'tenant.changed'
        const zone = timezone === undefined ? {} : { timezone: parseTimezone(timezone) }
        await writeTenant(deps.db, tenantId, { ...change, ...zone, ...opens }, recordChange(deps, request, action))
        deps.protection.forget(tenantId)
        const { public_paths: paths, ...tenant } = await readTenant(deps.db, tenantId)
        return { ...tenant, public_paths: [...paths] }
      },
    })

    app.get('/analytics/exchange-rates', {
      config: { scope: 'analytics:read', audit: { none: 'settings' } },
      schema: {
        operationId: 'listExchangeRates',
        tags: ['Administration'],
        summary: 'The exchange rates to the reporting currency',
        response: { 200: Type.Object({ rates: Type.Array(RateSchema) }), ...problems() },
      },
      handler: async (request) => ({ rates: await readRates(deps.db, principalOf(request).tenantId) }),
    })

    app.put('/analytics/exchange-rates', {
      config: { scope: 'admin', audit: { change: 'exchange_rates.changed' } },
      schema: {
        operationId: 'setExchangeRates',
        tags: ['Administration'],
        summary: 'Set exchange rates; one of the same currency and hour is replaced',
        body: Type.Object({ rates: Type.Array(RateSchema, { minItems: 1, maxItems: 10_000 }) }),
        response: { 200: Type.Object({ rates: Type.Array(RateSchema) }), ...problems(422) },
      },
      handler: async (request) => {
        const { rates } = request.body
        const hourOf = ({ currency, valid_from }: (typeof rates)[number]) => `${currency} ${valid_from}`
        const first = new Map(rates.map((it, index) => [hourOf(it), index] as const).reverse())
        const errors = rates.flatMap((it, index) => [
          ...(it.valid_from.endsWith(':00:00.000000Z')
            ? []
            : [{ path: `/rates/${index}/valid_from`, message: 'must be a whole hour' }]),
          ...(Number(it.rate) > 0 ? [] : [{ path: `/rates/${index}/rate`, message: 'must be above 0' }]),
          ...(first.get(hourOf(it)) === index
            ? []
            : [
                {
                  path: `/rates/${index}`,
                  message: `is of the same currency and hour as /rates/${first.get(hourOf(it))}`,
                },
              ]),
        ])
        if (errors.length > 0) throw new Failure('invalid_request', 'A rate is not usable.', { errors })
        const { tenantId } = principalOf(request)
        await writeRates(deps.db, tenantId, rates, recordChange(deps, request))
        return { rates: await readRates(deps.db, tenantId) }
      },
    })
  }
