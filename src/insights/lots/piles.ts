import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { boundsOf, type Read, timeOf, untilEnd } from '../run-statements.ts'
import { isLot } from './naming.ts'

/** Units of a lot of a product in a warehouse, and when that was last recorded. */
export interface LotPile {
  readonly lot: string
  readonly product_id: string
  readonly warehouse_id: string
  readonly on_hand: number
  readonly at: string | null
}

const counted = (said: string) => `argMaxIf(${said}, ${logMoment}, on_hand IS NOT NULL)`
const moved = "multiIf(action IN ('received', 'adjusted'), quantity, action IN ('sold', 'shrunk'), -quantity, 0)"

/**
 * What lies where at the end of the range: the last count that names the lot, as `stock_on_hand` and `/analytics/stock`
 * have it; a movement that does not say what is left leaves the count standing. Of a lot that was never counted, which
 * those two know nothing of, all movements are added: received and adjusted (either way) less sold and shrunk.
 * @param lot only of this lot
 */
export async function lotStock(read: Read, range: Range, lot?: string): Promise<LotPile[]> {
  const keys = 'lot, product_id, warehouse_id'
  const rows = await read(
    `SELECT ${keys},
      toFloat64(if(countIf(on_hand IS NOT NULL) > 0, ${counted('assumeNotNull(on_hand)')}, sum(ifNull(${moved}, 0)))),
      if(countIf(on_hand IS NOT NULL) > 0, ${counted('occurred_at')}, max(occurred_at))
    FROM ${ofTenant('events', `${keys}, type, action, quantity, on_hand, occurred_at, log_position`)}
    WHERE type = 'inventory' AND ${untilEnd} AND ${isLot}
      ${lot === undefined ? '' : 'AND lot = {lot:String}'}
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
