import type { Catalogue } from '../../events/catalogue.ts'
import { item } from '../../measures/define.ts'
import { typesWith } from '../../query/dimension-values.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { type Columns, columnsIn, ofTenant, relation, textOf } from '../../warehouse/sql/relation.ts'
import type { RecordKind } from './request.ts'

/** Where ids stand: events of these types name each in their own words, and are fewer than all that repeat it. */
const places: Readonly<Partial<Record<RecordKind, { readonly column: string; readonly types: readonly string[] }>>> = {
  order: { column: 'order_id', types: ['order'] },
  payment: { column: 'payment_id', types: ['payment'] },
  shipment: { column: 'shipment_id', types: ['shipment'] },
  device: { column: 'device_id', types: ['device', 'patch', 'dose'] },
  lot: { column: 'lot', types: ['batch', 'inventory'] },
  report: { column: 'report_id', types: ['adverse_event'] },
  cart: { column: 'cart_id', types: ['cart'] },
  session: { column: 'session_id', types: ['session'] },
  user: { column: 'user_id', types: ['user', 'order', 'session'] },
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

/** How far back parts of ids and values are looked for; a whole id is found whatever its age. */
export const lookBackDays = { ids: 400, values: 90 } as const

/**
 * SQL of ids that hold the words: kind, id, its order, when it was last recorded, and how well it fits (0: it is the
 * id, 1: it begins so, 2: it holds it).
 */
export const idsSql = (kinds: readonly RecordKind[]): string =>
  kinds
    .flatMap((kind) => {
      const place = places[kind]
      if (place === undefined) return []
      const { column, types } = place
      const needed = [...new Set([column, 'order_id', 'type', 'occurred_at', 'log_position'])].join(', ')
      return `(SELECT '${kind}' AS kind, ${column} AS found, argMax(order_id, ${logMoment}) AS of_order,
        max(occurred_at) AS last_at,
        multiIf(found = {q:String}, 0, positionCaseInsensitive(found, {q:String}) = 1, 1, 2) AS fit
      FROM ${ofTenant('events', needed)}
      WHERE type IN (${quoted(types)}) AND occurred_at >= {since:DateTime64(6, 'UTC')}
        AND positionCaseInsensitive(${column}, {q:String}) > 0
      GROUP BY found ORDER BY fit, last_at DESC, found LIMIT {limit:UInt32})`
    })
    .join(' UNION ALL ')

/** Dimensions whose values have names that a reader looks for. */
const named: readonly string[] = [
  ...['product_id', 'category', 'brand', 'gateway', 'method', 'carrier', 'warehouse_id', 'wearable_type', 'firmware'],
  'plan',
]
/** What all events carry is looked for in these: readings repeat it a thousand times. */
const contextual: readonly string[] = [
  'country',
  'region',
  'city',
  'channel',
  'campaign',
  'device_type',
  'cohort',
  'provider',
]
const tellingContext: readonly string[] = ['session', 'order', 'shipment']

/** SQL of values of dimensions that hold the words: dimension, value, how many events or lines have it. */
export const valuesSql = (catalogue: Catalogue, columns: Columns): string =>
  [...named, ...contextual]
    .map((dimension) => {
      const types = contextual.includes(dimension) ? tellingContext : (typesWith(dimension, catalogue) ?? [])
      const shape = { lines: item.includes(dimension), paid: false }
      const source = relation(shape, columnsIn(`${dimension} occurred_at type`, columns), (some) =>
        ofTenant('events', some),
      )
      return `(SELECT '${dimension}' AS dimension, ${textOf(dimension, `source.${dimension}`)} AS value, count() AS events
      FROM ${source} AS source
      WHERE type IN (${quoted(types)}) AND occurred_at >= {since:DateTime64(6, 'UTC')}
        AND positionCaseInsensitiveUTF8(value, {q:String}) > 0
      GROUP BY value ORDER BY events DESC, value LIMIT {limit:UInt32})`
    })
    .join(' UNION ALL ')
