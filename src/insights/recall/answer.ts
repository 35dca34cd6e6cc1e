import { Failure } from '../../platform/errors.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { withMeta } from '../run-statements.ts'
import type { RecallRow } from './request.ts'
import { type RecalledDevice, type RecalledGoods, readDevices, readGoods } from './sql.ts'

/**
 * Where units of a lot went, at all times: a row for each device that bears it, with the parcel or order that it came by,
 * and one for each parcel or order of which no device is known. A device belongs to the order that its events name, else
 * to the last one of the same person before it was first seen. Units in a warehouse are not in it (`insights/lot` has them).
 * A list that is too long to be answered is refused, never cut off.
 * Throws Failure: not_found where units of the lot went nowhere, query_too_large (100 000 rows), warehouse_unavailable.
 */
export async function answerRecall(lot: string, context: QueryContext): Promise<RecallRow[]> {
  const { goods, devices } = await withMeta(context, false, async (read) => ({
    goods: await readGoods(read, lot),
    devices: await readDevices(read, lot),
  }))
  if (goods.length + devices.length === 0) throw new Failure('not_found', `no order, parcel or device holds lot ${lot}`)
  return joined(lot, goods, devices)
}

/** Goods and devices of a lot as one list: first devices, then goods without one. */
export function joined(lot: string, goods: readonly RecalledGoods[], devices: readonly RecalledDevice[]): RecallRow[] {
  const byOrder = Map.groupBy(goods, ({ order_id }) => order_id)
  const byUser = Map.groupBy(goods, ({ user_id }) => user_id)
  const withDevice = new Set<RecalledGoods>()
  const ofDevices = devices.map((device): RecallRow => {
    const came =
      device.order_id === null ? lastBefore(byUser.get(device.user_id), device) : byOrder.get(device.order_id)?.[0]
    if (came !== undefined) withDevice.add(came)
    return {
      ...rowOf(lot, came ?? { ...nowhere, order_id: device.order_id }),
      ...{ device_id: device.device_id, user_id: device.user_id ?? came?.user_id ?? null },
      ...{ last_seen_at: device.last_seen_at, status: device.status },
    }
  })
  return [...ofDevices, ...goods.filter((it) => !withDevice.has(it)).map((it) => rowOf(lot, it))]
}

function lastBefore(goods: readonly RecalledGoods[] = [], { user_id, first_seen_at }: RecalledDevice) {
  if (user_id === null) return undefined
  return goods.filter(({ began_at }) => began_at <= first_seen_at).at(-1)
}

const nowhere: RecalledGoods = {
  ...{ order_id: null, shipment_id: null, user_id: null, warehouse_id: null, carrier: null, delivered_at: null },
  ...{ began_at: '', status: 'ordered' },
}

const rowOf = (lot: string, { began_at, status, ...goods }: RecalledGoods): RecallRow => ({
  lot,
  ...{ order_id: goods.order_id, shipment_id: goods.shipment_id, device_id: null, user_id: goods.user_id },
  ...{ warehouse_id: goods.warehouse_id, carrier: goods.carrier, delivered_at: goods.delivered_at },
  ...{ last_seen_at: null, status },
})
