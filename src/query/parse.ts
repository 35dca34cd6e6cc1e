import type { Measures } from '../measures/catalogue.ts'
import type { Measure } from '../measures/define.ts'
import { Failure } from '../platform/errors.ts'
import type { Filter } from '../warehouse/sql/filter.ts'
import type { Model } from '../warehouse/tables/model.ts'
import { composed, isName } from '../warehouse/tables/text.ts'
import type { Granularity } from '../warehouse/time/granularity.ts'
import { invalid, parseRange, parseTenantZone, parseZone } from '../warehouse/time/parse-range.ts'
import { type Compare, previousRange } from '../warehouse/time/range.ts'
import type { Order, Question } from './plan/question.ts'
import type { QueryRequest } from './request.ts'

/**
 * Understands a request that has the schema's form.
 * Throws Failure: unknown_metric, dimension_not_allowed, or invalid_request with the paths at fault.
 */
export function parse(
  request: QueryRequest,
  { measures, zones }: Pick<Model, 'measures' | 'zones'>,
  tenantZone?: string,
): Question {
  const metrics = request.metrics.map((id) => measures.get(id) ?? unknownMetric(id, measures))
  const dimensions = request.dimensions ?? []
  const filters = parseFilters(request.filters, '/filters')
  for (const metric of metrics) {
    for (const dimension of dimensions) checkAllowed(metric, dimension)
    for (const { dimension } of filters) checkAllowed(metric, dimension)
  }
  const zone = parseZone(request.timezone, zones)
  const compare = request.compare as Compare | undefined
  return {
    metrics,
    range: parseRange(request, zone),
    previous: compare === undefined ? null : previousRange(request.from, request.to, zone, compare),
    granularity: (request.granularity ?? 'total') as Granularity,
    dimensions,
    filters,
    zone,
    tenantZone: parseTenantZone(tenantZone, zones),
    order: parseOrder(request, metrics),
    limit: request.limit ?? 1000,
    observations: request.observations ?? false,
  }
}

/** Throws Failure('invalid_request') where a filter names no value. */
export function parseFilters(filters: QueryRequest['filters'] = {}, path: string): Filter[] {
  return Object.entries(filters).map(([dimension, given]) => {
    const values = Array.isArray(given) ? given : [given]
    if (values.length === 0) throw invalid(`${path}/${dimension}`, 'must name at least one value')
    const told = isName(dimension) ? (value: string) => value : composed
    return { dimension, values: values.map((value) => told(value ?? '')) }
  })
}

function parseOrder(
  { order_by, granularity = 'total', dimensions = [] }: QueryRequest,
  metrics: readonly Measure[],
): Order | null {
  if (order_by === undefined) return null
  const descending = order_by.startsWith('-')
  const by = descending ? order_by.slice(1) : order_by
  const inOrder = metrics.filter(({ unit }) => unit !== 'distribution').map(({ id }) => id)
  const known = [...(granularity === 'total' ? [] : ['time']), ...dimensions, ...inOrder]
  if (!known.includes(by))
    throw invalid('/order_by', `must be one of ${known.join(', ')}, with - before it for descending`)
  return { by, descending }
}

function checkAllowed({ id, dimensions }: Measure, dimension: string): void {
  if (dimensions.includes(dimension)) return
  const detail = `${id} cannot be cut by ${dimension}; it allows ${dimensions.join(', ')}`
  throw new Failure('dimension_not_allowed', detail, { metric: id, dimension, allowed: dimensions })
}

function unknownMetric(id: string, measures: Measures): never {
  const known = [...measures.keys()]
  throw new Failure('unknown_metric', `there is no metric ${id}; there are ${known.join(', ')}`, { metric: id, known })
}
