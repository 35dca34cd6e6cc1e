import { type Static, Type } from 'typebox'
import type { Catalogue } from '../events/catalogue.ts'
import { dimensions } from '../measures/define.ts'
import { Failure } from '../platform/errors.ts'
import { type Binder, openBinder } from './binder.ts'
import { bound } from './compile.ts'
import { type Engine, settingsClause } from './engine.ts'
import { questionLimits } from './limits.ts'
import type { Match } from './matching.ts'
import { invalid, parseFilters, parseRange, parseZone } from './parse.ts'
import type { Filter } from './question.ts'
import type { Range } from './range.ts'
import { FiltersSchema } from './request.ts'
import type { Stock } from './stock.ts'

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
  fresh_to: Type.Union([Type.String(), Type.Null()], { description: 'the newest event that the answer can hold' }),
  elapsed_ms: Type.Number({ description: 'what this call took' }),
  sampled: Type.Optional(
    Type.Number({ description: 'the share of persons, sessions or devices that was looked at; counts are scaled up' }),
  ),
  cached: Type.Optional(Type.Boolean({ description: 'true: worked out for another call, at most a second before' })),
  sql: Type.Optional(Type.Array(Type.String())),
})
export type Meta = Static<typeof MetaSchema>

/** What a question is asked of. */
export interface Asked {
  readonly engine: Engine
  readonly tenantId: string
  readonly catalogue: Catalogue
  readonly stock: Stock
  /** The newest event that an answer can hold, RFC 3339. */
  readonly freshTo: () => Promise<string | null>
}

/** The time and filters of a request, understood. */
export interface Span {
  readonly range: Range
  readonly zone: string
  readonly filters: readonly Filter[]
}

interface SpanRequest {
  readonly from: string
  readonly to: string
  readonly timezone?: string
  readonly filters?: Static<typeof FiltersSchema>
}

/** Throws Failure: invalid_request with the path at fault, dimension_not_allowed with those allowed. */
export function parseSpan(request: SpanRequest, stock: Stock): Span {
  const zone = parseZone(request.timezone, stock.zones)
  return { zone, range: parseRange(request, zone), filters: parseFiltersOf(request.filters, '/filters', stock) }
}

/** Throws Failure('invalid_request') for a type or action that nobody declared, and as parseSpan for its filters. */
export function parseStep({ type, action, filters }: Step, path: string, { catalogue, stock }: Asked): Match {
  const event = catalogue.get(type)
  if (event === undefined) throw invalid(`${path}/type`, `must be one of ${[...catalogue.keys()].join(', ')}`)
  if (!event.actions.includes(action)) throw invalid(`${path}/action`, `must be one of ${event.actions.join(', ')}`)
  return { type, action, filters: parseFiltersOf(filters, `${path}/filters`, stock) }
}

/** Throws Failure('dimension_not_allowed') where events have no such dimension. */
export function checkDimension(dimension: string, path: string, { columns }: Stock): void {
  const allowed = dimensions.filter((it) => columns.has(it))
  if (allowed.includes(dimension)) return
  const detail = `${path}: events have no dimension ${dimension}; they have ${allowed.join(', ')}`
  throw new Failure('dimension_not_allowed', detail, { dimension, allowed })
}

/** The filters of a request. Throws as parseSpan. */
export function parseFiltersOf(given: SpanRequest['filters'], path: string, stock: Stock): Filter[] {
  const filters = parseFilters(given, path)
  for (const { dimension } of filters) checkDimension(dimension, path, stock)
  return filters
}

/** A binder that knows the tenant, the time zone and the ends of the range. */
export const binderOf = (tenantId: string, { range, zone }: Span): Binder =>
  openBinder({ tenant: tenantId, timezone: zone, from: bound(range.from), to: bound(range.to) })

/** SQL: the event lies in the range. */
export const inRange = "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}"

/** The end of each statement: none is left to run, and none takes all memory. */
export const sequenceSettings = settingsClause({
  enable_extended_results_for_datetime_functions: 1,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  ...questionLimits,
})

/** What an answer says of itself. */
export async function metaOf({ freshTo }: Asked, { started, explain, statements, share }: Told): Promise<Meta> {
  return {
    fresh_to: await freshTo(),
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
