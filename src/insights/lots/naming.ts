import type { Catalogue } from '../../events/catalogue.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'

/**
 * A lot is what events call one: `lot` in their data, `lots` of a parcel, the lot of an order's or return's line. Names
 * are compared as they were sent. '' and UNKNOWN are no lot.
 */
export const isLot = "lot NOT IN ('', 'UNKNOWN')"

/** A device gives a sign of life by these. */
export const lifeSigns = "type IN ('device', 'telemetry', 'patch', 'dose')"

/** Columns of what an event says, in the words that `overLots` may use. */
const said = [
  ...['type', 'action', 'device_id', 'user_id', 'shipment_id', 'order_id'],
  ...['valid_patch_days', 'prescribed_days', 'occurred_at'],
].join(', ')

/** SQL of all events of the range, once for each lot that they name, with the product that they name with it. */
export function overLots(catalogue: Catalogue): string {
  const types = [...catalogue.values()]
  const named = (names: readonly string[]) =>
    types
      .filter(({ columns }) => names.some((name) => name in columns))
      .map(({ type }) => `'${type}'`)
      .join(', ')
  return `(SELECT lot, product_id AS product, ${said} FROM ${ofTenant('events', `lot, product_id, ${said}`)}
      WHERE type IN (${named(['lot'])}) AND ${inRange}
    UNION ALL SELECT line.1, line.2, ${said}
    FROM (SELECT ${said}, arrayJoin(arrayConcat(arrayZip(line_lots, line_products), arrayMap(i -> (i, ''), lots))) AS line
      FROM ${ofTenant('events', `items.lot AS line_lots, items.product_id AS line_products, lots, ${said}`)}
      WHERE type IN (${named(['items', 'lots'])}) AND ${inRange}))`
}
