import { type Static, Type } from 'typebox'
import type { Catalogue } from '../events/catalogue.ts'
import { dimensions } from '../measures/define.ts'
import { Failure } from '../platform/errors.ts'
import { parseFilters } from '../query/parse.ts'
import { FiltersSchema } from '../query/request.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { type Binder, openBinder } from '../warehouse/engine/parameters.ts'
import { coverageProperties } from '../warehouse/sql/coverage.ts'
import type { Match } from '../warehouse/sql/event-filter.ts'
import type { Filter } from '../warehouse/sql/filter.ts'
import { carries } from '../warehouse/tables/carried.ts'
import { bound } from '../warehouse/time/clickhouse-time.ts'
import { invalid, parseRange, parseZone } from '../warehouse/time/parse-range.ts'
import type { Range } from '../warehouse/time/range.ts'

/** What questions about the order of events (funnel, retention, journeys) have in common. */

export const spanProperties = {
  from: Type.String({ description: 'Included: a date in the time zone, or an RFC 3339 moment' }),
  to: Type.String({ description: 'Not included: a date in the time zone, or an RFC 3339 moment' }),
  filters: Type.Optional(FiltersSchema),
  timezone: Type.Optional(Type.String({ default: 'UTC', description: 'An IANA name, such as Europe/Madrid' })),
  explain: Type.Optional(Type.Boolean({ description: 'Adds the SQL that was run to meta' })),
}

const Word = Type.String({ minLength: 1, maxLength: 100 })

/** Events of a type and action, and of these filters. */
export const StepSchema = Type.Object(
  { type: Word, action: Word, filters: Type.Optional(FiltersSchema) },
  { additionalProperties: false },
)
type Step = Static<typeof StepSchema>

export const MetaSchema = Type.Object({
  ...coverageProperties,
  elapsed_ms: Type.Number({ description: 'what this call took' }),
  sampled: Type.Optional(
    Type.Number({ description: 'the share of persons, sessions or devices that was sampled; counts are scaled up' }),
  ),
  cached: Type.Optional(Type.Boolean({ description: 'true: worked out for another call, at most a second before' })),
  suppressed: Type.Optional(
    Type.Integer({ minimum: 0, description: "how many figures are null for the tenant's small_cell" }),
  ),
  sql: Type.Optional(Type.Array(Type.String())),
})
export type Meta = Static<typeof MetaSchema>

/** The time and filters of a request, understood. */
export interface Span {
  readonly range: Range
  readonly zone: string
  readonly tenantZone?: string
  readonly filters: readonly Filter[]
}

interface SpanRequest {
  readonly from: string
  readonly to: string
  readonly timezone?: string
  readonly filters?: Static<typeof FiltersSchema>
}

/**
 * @param types of the events that the filters hold for
 * Throws Failure: invalid_request with the path at fault, dimension_not_allowed with those allowed.
 */
export function parseSpan(request: SpanRequest, { model, catalogue }: QueryContext, types: readonly string[]): Span {
  const zone = parseZone(request.timezone, model.zones)
  const filters = parseFiltersOf(request.filters, '/filters', catalogue, types)
  return { zone, range: parseRange(request, zone), filters }
}

/** Throws Failure('invalid_request') for an undeclared type or action, and as parseSpan for its filters. */
export function parseStep({ type, action, filters }: Step, path: string, { catalogue }: QueryContext): Match {
  const event = catalogue.get(type)
  if (event === undefined) throw invalid(`${path}/type`, `must be one of ${[...catalogue.keys()].join(', ')}`)
  if (!event.actions.includes(action)) throw invalid(`${path}/action`, `must be one of ${event.actions.join(', ')}`)
  return { type, action, filters: parseFiltersOf(filters, `${path}/filters`, catalogue, [type]) }
}

/** Throws Failure('dimension_not_allowed') where events of one of these types carry no such dimension; all where none is named. */
export function checkDimension(dimension: string, path: string, catalogue: Catalogue, types: readonly string[]): void {
  const events = types.flatMap((type) => catalogue.get(type) ?? [])
  // Of an unknown dimension the message lists all dimensions; else those of these types.
  const all = [...catalogue.values()]
  const isKnown = all.some((event) => carries(event, dimension))
  const isAllowed = (it: string) =>
    types.length === 0 || !isKnown
      ? all.some((event) => carries(event, it))
      : events.every((event) => carries(event, it))
  const allowed = dimensions.filter(isAllowed)
  if (allowed.includes(dimension)) return
  const of = types.length === 0 ? 'events' : `${[...new Set(types)].join(', ')} events`
  const detail = `${path}: ${of} have no dimension ${dimension}; they have ${allowed.join(', ')}`
  throw new Failure('dimension_not_allowed', detail, { dimension, allowed })
}

/** The filters of a request. Throws as parseSpan. */
export function parseFiltersOf(
  given: SpanRequest['filters'],
  path: string,
  catalogue: Catalogue,
  types: readonly string[],
): Filter[] {
  const filters = parseFilters(given, path)
  for (const { dimension } of filters) checkDimension(dimension, path, catalogue, types)
  return filters
}

/** A binder that knows the tenant, the time zone and the ends of the range. */
export const binderOf = (tenantId: string, { range, zone, tenantZone = 'UTC' }: Span): Binder =>
  openBinder({
    tenant: tenantId,
    timezone: zone,
    tenant_timezone: tenantZone,
    from: bound(range.from),
    to: bound(range.to),
  })

/** What an answer says of itself. */
export async function metaOf({ coverage }: QueryContext, { started, explain, statements, share }: Told): Promise<Meta> {
  const { fresh_to, data_from } = await coverage()
  return {
    fresh_to,
    data_from,
    elapsed_ms: Math.round((performance.now() - started) * 10) / 10,
    ...(share === undefined || share === 1 ? {} : { sampled: share }),
    ...(explain === true ? { sql: [...statements] } : {}),
  }
}

interface Told {
  /** By `performance.now()`. */
  readonly started: number
  readonly explain?: boolean | undefined
  readonly statements: readonly string[]
  readonly share?: number | undefined
}
