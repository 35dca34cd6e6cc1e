/** What one row is: an event, or a line of its items (`lines`); with its order's gateway and method if `paid`. */
export interface Shape {
  readonly lines: boolean
  readonly paid: boolean
}

/** The columns of the events table that relations hand on, by name. */
export type Columns = ReadonlySet<string>

/** All rows of one tenant: the only way from a table into a query, and the only place where the tenant is named. */
export const ofTenant = (table: string, columns = '*') =>
  `(SELECT ${columns} FROM ${table} WHERE tenant_id = {tenant:String})`

/**
 * SQL of a relation over `source(columns)`: every shape has the same columns, so that the same sums serve all.
 * @param source the events with the columns given; the tenant's for a query, all for a rollup that is being filled.
 */
export function relation(shape: Shape, columns: Columns, source: (columns: string) => string): string {
  let sql = source([...columns].join(', '))
  if (shape.paid) sql = paidRelation(sql, columns, source)
  return shape.lines ? linesRelation(sql, columns) : sql
}

/** Each event that lacks a gateway or method has that of its order's captured payment, the first if there are several. */
function paidRelation(sql: string, columns: Columns, source: (columns: string) => string): string {
  const first = (column: string) => `argMin(${column}, tuple(occurred_at, id)) AS paid_${column}`
  const payments = `SELECT order_id, ${first('gateway')}, ${first('method')}
    FROM ${source('order_id, gateway, method, occurred_at, id, type, action')}
    WHERE type = 'payment' AND action = 'captured' AND order_id != '' GROUP BY order_id`
  const own = (column: string) => `if(event.${column} = '', paid_${column}, event.${column})`
  return `(SELECT ${replaced(columns, { gateway: own('gateway'), method: own('method') }, 'event')}
    FROM ${sql} AS event LEFT ANY JOIN (${payments}) AS payment USING (order_id))`
}

/** A line as a tuple: category, brand, product, lot, value, quantity. */
const itemLines = `arrayMap(i -> (toString(i.category), toString(i.brand), i.product_id, i.lot,
    toDecimal128(i.quantity, 6) * i.unit_price, toDecimal128(i.quantity, 12)), items)`
const lotLines = `arrayMap(i -> ('', '', '', i, toDecimal128(0, 12), toDecimal128(0, 12)), lots)`
const lineColumns = ['category', 'brand', 'product_id', 'lot', 'items_value', 'items_quantity']

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
