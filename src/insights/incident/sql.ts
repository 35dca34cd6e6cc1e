import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'

/** Statement of one row: the product that a lot is of, by the last event of its making that names one. */
export const productSql = `SELECT argMaxIf(product_id, ${logMoment}, product_id != '')
  FROM ${ofTenant('events', 'type, lot, product_id, occurred_at, log_position')}
  WHERE type = 'batch' AND lot = {lot:String}`

const region = (country: string) =>
  `multiIf(${country} = '', 'unknown', has({eea:Array(String)}, ${country}), 'EEA', 'rest of the world')`

const lotsOfProduct = `SELECT lot FROM (
    SELECT lot, argMaxIf(product_id, ${logMoment}, product_id != '') AS product
    FROM ${ofTenant('events', 'type, lot, product_id, occurred_at, log_position')} WHERE type = 'batch' GROUP BY lot)
  WHERE product = {product:String}`

/** Statement of rows (year, region, reports) of a product that are like one: what was reported last of each counts. */
export const similarSql = (
  isByCodes: boolean,
) => `SELECT toYear(first_at) AS year, ${region('where_it_was')} AS region, count()
  FROM (
    SELECT report_id, min(occurred_at) AS first_at, argMaxIf(toString(country), ${logMoment}, country != '') AS where_it_was,
      argMaxIf(imdrf_codes, ${logMoment}, notEmpty(imdrf_codes)) AS codes,
      argMaxIf(toString(severity), ${logMoment}, severity != '') AS how_grave
    FROM ${ofTenant('events', 'type, report_id, lot, country, severity, imdrf_codes, occurred_at, log_position')}
    WHERE type = 'adverse_event' AND report_id != {report_id:String} AND lot IN (${lotsOfProduct})
    GROUP BY report_id)
  WHERE ${isByCodes ? 'hasAny(codes, {codes:Array(String)})' : 'how_grave = {severity:String}'}
  GROUP BY year, region`

/** Statement of rows (year, region, units): what was ordered of a product. */
export const soldSql = `SELECT toYear(occurred_at) AS year, ${region('toString(country)')} AS region, toFloat64(sum(line.quantity))
  FROM ${ofTenant('events', 'type, action, occurred_at, country, items')} ARRAY JOIN items AS line
  WHERE type = 'order' AND action = 'placed' AND line.product_id = {product:String}
  GROUP BY year, region`
