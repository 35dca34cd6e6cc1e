import { type Dimension, numbered } from '../../measures/define.ts'
import { logMomentNumber } from './log-order.ts'

/** What one row is: an event, or a line of its items (`lines`); with its order's gateway and method if `paid`. */
export interface Shape {
  readonly lines: boolean
  readonly paid: boolean
}

/** Columns of the events table, by name. */
export type Columns = ReadonlySet<string>

/** SQL of a dimension's value as a text, '' for none. */
export const textOf = (dimension: Dimension, column: string = dimension) =>
  numbered.has(dimension) ? `ifNull(toString(${column}), '')` : `toString(${column})`

/** The same to be compared with texts: a column of words as it is stored, which is faster. */
export const comparedOf = (dimension: Dimension, column: string = dimension) =>
  numbered.has(dimension) ? textOf(dimension, column) : column

/** Those of the columns that some SQL names, so that nothing else is looked at; a text that looks like a name adds one. */
export function columnsIn(sql: string, columns: Columns): Columns {
  const words = new Set(sql.match(/\w+/g))
  return new Set([...columns].filter((column) => words.has(column)))
}

/** All rows of one tenant: the only way from a table into a query, and the only place where the tenant is named. */
export const ofTenant = (table: string, columns = '*') =>
  `(SELECT ${columns} FROM ${table} WHERE tenant_id = {tenant:String})`

/**
 * SQL of a relation with these columns; they mean the same in every shape, so that the same sums serve all.
 * @param source the events with the columns given; the tenant's for a query, all for a rollup that is being filled.
 */
export function relation(shape: Shape, columns: Columns, source: (columns: string) => string): string {
  const needed = new Set([
    ...columns,
    ...(shape.paid ? ['order_id', 'gateway', 'method'] : []),
    ...(shape.lines ? ['items', 'lots'] : []),
  ])
  const events = source([...needed].join(', '))
  const sql = shape.paid ? paidRelation(events, needed, source) : events
  return shape.lines ? linesRelation(sql, columns) : sql
}

/** Each event that lacks a gateway or method has that of its order's captured payment, the first if there are several. */
function paidRelation(sql: string, columns: Columns, source: (columns: string) => string): string {
  const payments = `SELECT order_id, argMin(gateway, moment) AS paid_gateway, argMin(method, moment) AS paid_method
    FROM (SELECT order_id, gateway, method, ${logMomentNumber} AS moment
      FROM ${source('order_id, gateway, method, occurred_at, log_position, type, action')}
      WHERE type = 'payment' AND action = 'captured' AND order_id != '')
    GROUP BY order_id`
  const own = (column: string) => `if(event.${column} = '', paid_${column}, event.${column})`
  return `(SELECT ${replaced(columns, { gateway: own('gateway'), method: own('method') }, 'event')}
    FROM ${sql} AS event LEFT ANY JOIN (${payments}) AS payment USING (order_id))`
}

/** A line as a tuple: category, brand, product, lot, value, quantity. */
const itemLines = `arrayMap(i -> (toString(i.category), toString(i.brand), i.product_id, i.lot,
    toDecimal128(i.quantity, 6) * i.unit_price, toDecimal128(i.quantity, 12)), items)`
const lotLines = `arrayMap(i -> ('', '', '', i, toDecimal128(0, 12), toDecimal128(0, 12)), lots)`
export const lineColumns = ['category', 'brand', 'product_id', 'lot', 'items_value', 'items_quantity']

/**
 * One row per line: what it says stands in place of the event's. A parcel has a line for each of its lots; an event
 * without lines stays one row.
 */
function linesRelation(sql: string, columns: Columns): string {
  const ofLine = (column: string, index: number) =>
    [column, `if(notEmpty(items) OR notEmpty(lots), line.${index + 1}, event.${column})`] as const
  return `(SELECT ${replaced(columns, Object.fromEntries(lineColumns.map(ofLine)), 'event')}
    FROM ${sql} AS event LEFT ARRAY JOIN arrayConcat(${itemLines}, ${lotLines}) AS line)`
}

function replaced(columns: Columns, by: Readonly<Record<string, string>>, from: string): string {
  return [...columns].map((column) => `${by[column] ?? `${from}.${column}`} AS ${column}`).join(', ')
}
