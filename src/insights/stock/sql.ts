import { stock as series } from '../../measures/series.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { columnsIn, ofTenant } from '../../warehouse/sql/relation.ts'
import { ageBands } from './request.ts'

/** What is shown of a position; `said` is SQL of an event's word, null where it says nothing. */
const facts = {
  category: "nullIf(toString(category), '')",
  brand: "nullIf(toString(brand), '')",
  on_hand: series.facts.on_hand,
  unit_cost: series.facts.unit_cost,
  currency: "nullIf(toString(currency), '')",
  received_on: series.facts.received_on,
  expires_on: 'expires_on',
}
const shelf = 'PARTITION BY product_id, warehouse_id'

/** What `items_sold` counts, by product. */
const soldSql = `SELECT line.product_id AS product_id, sum(line.quantity) AS sold
    FROM ${ofTenant('events', 'type, action, occurred_at, items')} ARRAY JOIN items AS line
    WHERE type = 'order' AND action = 'placed'
      AND occurred_at >= {since:DateTime64(6, 'UTC')} AND occurred_at < {at:DateTime64(6, 'UTC')}
    GROUP BY product_id`

/** SQL of all positions whose units are known, one row each, with the columns in the order that answer.ts reads. */
export function positionsSql(filters: readonly string[], columns: ReadonlySet<string>): string {
  const last = Object.entries(facts).map(([name, said]) => `argMax(${said}, ${logMoment}) AS last_${name}`)
  const cut = filters.map(
    (name, index) => `ifNull(argMax(nullIf(toString(${name}), ''), ${logMoment}), '') AS of_${index}`,
  )
  const asked = [
    ...series.per,
    ...last,
    ...cut,
    `argMax(reorder_point, ${logMoment}) AS said_reorder_point`,
    `maxIf(${logMoment}, reorder_point IS NOT NULL) AS said_at`,
    `maxIf(occurred_at, on_hand IS NOT NULL) AS counted_at`,
  ].join(', ')
  const things = `SELECT ${asked}
    FROM ${ofTenant('events', [...columnsIn(`${asked} type`, columns)].join(', '))}
    WHERE type = 'inventory' AND occurred_at < {at:DateTime64(6, 'UTC')} GROUP BY ${series.per.join(', ')}`
  const passes = filters.map((_, index) => `has({filter_${index}:Array(String)}, of_${index})`)
  const today = "toDate32({at:DateTime64(6, 'UTC')} - INTERVAL 1 MICROSECOND, {timezone:String})"
  return `SELECT product_id, last_category, last_brand, warehouse_id, lot, last_on_hand, reorder_point, last_unit_cost,
      last_currency, last_received_on, last_expires_on, dateDiff('day', last_received_on, ${today}) AS age_days,
      multiIf(age_days IS NULL, NULL, age_days <= 30, '${ageBands[0]}', age_days <= 60, '${ageBands[1]}',
        age_days <= 90, '${ageBands[2]}', '${ageBands[3]}') AS age_band,
      pace, if(pace = 0, NULL, toFloat64(product_on_hand) / pace) AS cover, counted_at, shelf_on_hand
    FROM (SELECT *, argMax(said_reorder_point, said_at) OVER (${shelf}) AS reorder_point,
        sum(last_on_hand) OVER (${shelf}) AS shelf_on_hand,
        sum(last_on_hand) OVER (PARTITION BY product_id) AS product_on_hand,
        toFloat64(sold) / {days:Float64} AS pace
      FROM (${things}) AS thing LEFT ANY JOIN (${soldSql}) AS sales USING (product_id))
    WHERE ${['last_on_hand IS NOT NULL', ...passes].join(' AND ')}`
}

/** SQL of the first positions. */
export const firstPositionsSql = (positions: string) =>
  `SELECT * FROM (${positions} ORDER BY product_id, warehouse_id, lot LIMIT {limit:UInt32})`

/** SQL of what lies in each band and, marked by 1, in all. */
export const bandsSql = (
  positions: string,
) => `SELECT ifNull(age_band, ''), grouping(age_band), sum(last_on_hand), count(),
    countIf(last_on_hand <= 0), uniqExactIf((product_id, warehouse_id), shelf_on_hand <= reorder_point)
  FROM (${positions}) GROUP BY GROUPING SETS ((age_band), ())`
