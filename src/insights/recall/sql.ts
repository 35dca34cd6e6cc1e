import { ofTenant } from '../../warehouse/sql/relation.ts'
import { lifeSigns } from '../lots/naming.ts'
import { type Read, textOf, timeOf } from '../run-statements.ts'
import type { RecallRow } from './request.ts'

/** A parcel that held units of the lot; or an order of which a line names it, where no parcel of the order does. */
export interface RecalledGoods extends Omit<RecallRow, 'lot' | 'device_id' | 'last_seen_at'> {
  readonly began_at: string
}

/** A device that bears the lot. */
export interface RecalledDevice extends Pick<RecallRow, 'order_id' | 'user_id' | 'last_seen_at' | 'status'> {
  readonly device_id: string
  readonly first_seen_at: string
}

/** In the order in which they began. What came back whole or in part is `returned`, whatever its parcel was last. */
export async function readGoods(read: Read, lot: string): Promise<RecalledGoods[]> {
  const rows = await read(
    `SELECT goods.order_id, shipment_id, user_id, warehouse_id, carrier, delivered_at, began_at,
      if(returns.returned > 0, 'returned', status) AS state
    FROM (
      SELECT max(order_id) AS order_id, shipment_id, max(user_id) AS user_id, max(warehouse_id) AS warehouse_id,
        max(toString(carrier)) AS carrier, minOrNullIf(occurred_at, action = 'delivered') AS delivered_at,
        min(occurred_at) AS began_at,
        multiIf(countIf(action = 'delivered') > 0, 'delivered', countIf(action = 'returned_to_origin') > 0,
          'returned_to_origin', countIf(action = 'lost') > 0, 'lost',
          countIf(action NOT IN ('created')) > 0, 'on_the_way', 'ordered') AS status
      FROM ${ofTenant('events')} WHERE type = 'shipment' AND has(lots, {lot:String}) GROUP BY shipment_id
      UNION ALL
      SELECT order_id, '', max(user_id), '', '', NULL, min(occurred_at), 'ordered'
      FROM ${ofTenant('events', '*')} WHERE type = 'order' AND action = 'placed' AND has(items.lot, {lot:String})
        AND order_id NOT IN (SELECT order_id FROM ${ofTenant('events')} WHERE type = 'shipment' AND has(lots, {lot:String}))
      GROUP BY order_id) AS goods
    LEFT JOIN (SELECT order_id, count() AS returned FROM ${ofTenant('events')}
      WHERE type = 'return' AND action = 'received' AND has(items.lot, {lot:String}) GROUP BY order_id) AS returns
      ON goods.order_id = returns.order_id
    ORDER BY began_at, shipment_id, goods.order_id`,
    { lot },
  )
  return rows.map(([order_id, shipment_id, user_id, warehouse_id, carrier, delivered, began, status]) => ({
    ...{ order_id: textOf(order_id), shipment_id: textOf(shipment_id), user_id: textOf(user_id) },
    ...{ warehouse_id: textOf(warehouse_id), carrier: textOf(carrier), delivered_at: timeOf(delivered) },
    ...{ began_at: String(timeOf(began)), status: String(status) },
  }))
}

/** A device is in use until it is deactivated, and again when it gives a sign of life after that. */
export async function readDevices(read: Read, lot: string): Promise<RecalledDevice[]> {
  const rows = await read(
    `SELECT device_id, max(order_id), max(user_id), min(occurred_at), max(occurred_at) AS last,
      maxOrNullIf(occurred_at, type = 'device' AND action = 'deactivated') = last AS ended
    FROM ${ofTenant('events')} WHERE ${lifeSigns} AND lot = {lot:String} AND device_id != ''
    GROUP BY device_id ORDER BY device_id`,
    { lot },
  )
  return rows.map(([device_id, order_id, user_id, first, last, ended]) => ({
    ...{ device_id: String(device_id), order_id: textOf(order_id), user_id: textOf(user_id) },
    ...{ first_seen_at: String(timeOf(first)), last_seen_at: timeOf(last) },
    status: Number(ended) === 1 ? 'deactivated' : 'in_use',
  }))
}
