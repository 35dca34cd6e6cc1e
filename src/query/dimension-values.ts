import type { Catalogue } from '../events/catalogue.ts'
import { columnOf } from '../events/define.ts'
import { context, dimensions, item } from '../measures/define.ts'
import { Failure } from '../platform/errors.ts'
import type { QueryContext } from '../warehouse/ask.ts'
import { settingsClause } from '../warehouse/engine/engine.ts'
import { questionLimits } from '../warehouse/engine/limits.ts'
import { columnsIn, ofTenant, relation, textOf } from '../warehouse/sql/relation.ts'
import { composed } from '../warehouse/tables/text.ts'
import { bound } from '../warehouse/time/clickhouse-time.ts'
import { parseRange, parseZone } from '../warehouse/time/parse-range.ts'

/** Which values a dimension takes in a range; `search` is a part of the value, in any case. */
export interface ValuesRequest {
  readonly dimension: string
  readonly from: string
  readonly to: string
  readonly timezone?: string | undefined
  readonly search?: string | undefined
  readonly limit: number
}

/** How many events (for item dimensions: lines) have the value; null stands for none. */
export interface DimensionValue {
  readonly value: string | null
  readonly events: number
}

/**
 * The most frequent values of a dimension, for filter menus. Only events of types that have the dimension are counted.
 * Throws Failure('invalid_request') for an unknown dimension or time zone, or a bound that is no time, and
 * Failure('query_too_large').
 */
export async function answerDimensionValues(
  { dimension, from, to, timezone, search = '', limit }: ValuesRequest,
  { engine, tenantId, catalogue, model: { columns, zones } }: QueryContext,
): Promise<DimensionValue[]> {
  if (!dimensions.includes(dimension)) {
    const errors = [{ path: '/dimension', message: `must be one of ${dimensions.join(', ')}` }]
    throw new Failure('invalid_request', `there is no dimension ${dimension}`, { errors })
  }
  const range = parseRange({ from, to }, parseZone(timezone, zones))
  const types = typesWith(dimension, catalogue)
  const shape = { lines: item.includes(dimension), paid: false }
  const { data } = await engine.read(
    `SELECT ${textOf(dimension, `source.${dimension}`)} AS value, count() AS events
    FROM ${relation(shape, columnsIn(`${dimension} occurred_at type`, columns), (some) => ofTenant('events', some))} AS source
    WHERE occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}
    ${types === undefined ? '' : 'AND has({types:Array(String)}, type)'}
    ${search === '' ? '' : 'AND positionCaseInsensitiveUTF8(value, {search:String}) > 0'}
    GROUP BY value ORDER BY events DESC, value LIMIT {limit:UInt32}
    ${settingsClause(questionLimits)}`,
    {
      tenant: tenantId,
      from: bound(range.from),
      to: bound(range.to),
      limit,
      ...(types === undefined ? {} : { types }),
      ...(search === '' ? {} : { search: composed(search) }),
    },
  )
  return data.map(([value, events]) => ({ value: String(value) || null, events: Number(events) }))
}

/** The types that declare the dimension's column or have lines; undefined where every event has it. */
export function typesWith(dimension: string, catalogue: Catalogue): string[] | undefined {
  if ([...context, 'type', 'action'].includes(dimension)) return undefined
  const lined = ['items', ...(dimension === 'lot' ? ['lots'] : [])]
  const names = item.includes(dimension) ? [dimension, ...lined] : [dimension]
  return [...catalogue.values()]
    .filter(({ columns }) => Object.keys(columns).some((field) => names.includes(columnOf(field))))
    .map(({ type }) => type)
}
