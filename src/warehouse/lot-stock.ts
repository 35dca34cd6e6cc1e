import { isLot } from './lot-events.ts'
import type { Range } from './range.ts'
import { ofTenant } from './relation.ts'
import { boundsOf, type Read, timeOf, untilEnd } from './statements.ts'

/** Units of a lot of a product in a warehouse, and when that was last told. */
export interface LotPile {
  readonly lot: string
  readonly product_id: string
  readonly warehouse_id: string
  readonly on_hand: number
  readonly at: string | null
}

/**
 * What lies where at the end of the range: the last count that names the lot, and what was received, adjusted (either
 * way), sold and shrunk since. A count of a shelf that names no lot says nothing of any; then all movements are added.
 * @param lot only of this lot
 */
export async function lotStock(read: Read, range: Range, lot?: string): Promise<LotPile[]> {
  const keys = 'lot, product_id, warehouse_id'
  const events = `(SELECT ${keys}, action, quantity, on_hand, occurred_at FROM ${ofTenant('events')}
    WHERE type = 'inventory' AND ${untilEnd} AND ${isLot} ${lot === undefined ? '' : 'AND lot = {lot:String}'})`
  const rows = await read(
    `SELECT ${keys}, toFloat64(any(counted) + sumIf(ifNull(moved, 0), occurred_at > counted_at)), max(occurred_at)
    FROM (SELECT ${keys}, occurred_at,
        multiIf(on_hand IS NOT NULL, 0, action IN ('received', 'adjusted'), quantity,
          action IN ('sold', 'shrunk'), -quantity, 0) AS moved
      FROM ${events}) AS movement
    LEFT JOIN (SELECT ${keys}, argMax(assumeNotNull(on_hand), occurred_at) AS counted, max(occurred_at) AS counted_at
      FROM ${events} WHERE on_hand IS NOT NULL GROUP BY ${keys}) AS last USING (${keys})
    GROUP BY ${keys} ORDER BY ${keys}`,
    { ...boundsOf(range), ...(lot === undefined ? {} : { lot }) },
  )
  return rows.map(([name, product_id, warehouse_id, on_hand, at]) => ({
    lot: String(name),
    product_id: String(product_id),
    warehouse_id: String(warehouse_id),
    on_hand: Number(on_hand),
    at: timeOf(at),
  }))
}
