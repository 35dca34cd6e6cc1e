import { ofTenant } from '../../warehouse/sql/relation.ts'
import type { Range } from '../../warehouse/time/range.ts'
import type { LotRow } from '../lots/request.ts'
import { boundsOf, type Read, untilEnd } from '../run-statements.ts'
import type { LotAnswer } from './request.ts'

const units = (action: string) => `toFloat64(sumIf(ifNull(quantity, 0), action = '${action}'))`

/**
 * The mass balance of a lot: what was made of it, what came into warehouses, and where that went. A lot of which units are
 * missing, or of which more came in than was made, is one whose records cannot be true.
 */
export async function lotBalance(
  read: Read,
  range: Range,
  { lot, produced, rejected, on_hand }: Pick<LotRow, 'lot' | 'produced' | 'rejected' | 'on_hand'>,
): Promise<LotAnswer['balance']> {
  const params = { ...boundsOf(range), lot }
  const [moved] = await read(
    `SELECT count(), ${['received', 'adjusted', 'sold', 'shrunk'].map(units).join(', ')}
    FROM ${ofTenant('events')} WHERE type = 'inventory' AND lot = {lot:String} AND ${untilEnd}`,
    params,
  )
  const [back] = await read(
    `SELECT toFloat64(sum(arraySum(item -> if(tupleElement(item, 'lot') = {lot:String},
      tupleElement(item, 'quantity'), toDecimal64(0, 6)), items)))
    FROM ${ofTenant('events')} WHERE type = 'return' AND action = 'received' AND has(items.lot, {lot:String}) AND ${untilEnd}`,
    params,
  )
  const isStocked = Number(moved?.[0] ?? 0) > 0
  const told = (index: number) => (isStocked ? Number(moved?.[index] ?? 0) : null)
  const [received, adjusted, sold, shrunk] = [told(1), told(2), told(3), told(4)]
  const made = produced === null ? null : produced - (rejected ?? 0)
  return {
    ...{ made, received, adjusted, sold, shrunk, on_hand: isStocked ? on_hand : null },
    returned: Number(back?.[0] ?? 0),
    unaccounted: received === null ? null : received + (adjusted ?? 0) - (sold ?? 0) - (shrunk ?? 0) - (on_hand ?? 0),
    received_beyond_made: made === null || received === null ? null : Math.max(0, received - made),
  }
}
