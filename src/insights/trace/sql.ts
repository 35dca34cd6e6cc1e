import type { StoredEvent } from '../../events/envelope.ts'
import { inLogOrder, logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { bound } from '../../warehouse/time/clickhouse-time.ts'
import { lifeSigns } from '../lots/naming.ts'
import { numberOf, type Read, textOf, timeOf } from '../run-statements.ts'
import type { Trace } from './request.ts'

/** The end of what an event could know: its own moment and place in the log; all of the moment where it has none yet. */
const asOf = `${logMoment} <= ({at:DateTime64(6, 'UTC')}, ifNull(
    (SELECT maxOrNull(log_position) FROM ${ofTenant('events', 'type, occurred_at, id, log_position')}
      WHERE type = {own:String} AND occurred_at = {at:DateTime64(6, 'UTC')} AND id = {id:UUID}),
    bitNot(toUInt128(0))))`
const place = ({ id, type, occurred_at }: StoredEvent) => ({ id, own: type, at: bound(occurred_at) })

/**
 * A device by its events: firmware, lot, order and owner as they stood at an event, and over all time when it was
 * activated and last seen.
 */
export async function findDevice(read: Read, device_id: string, event: StoredEvent) {
  const [row] = await read(
    `SELECT minOrNullIf(occurred_at, type = 'device' AND action = 'activated'),
      argMaxIf(toString(firmware), ${logMoment}, firmware != '' AND ${asOf}), max(occurred_at),
      argMaxIf(lot, ${logMoment}, lot NOT IN ('', 'UNKNOWN') AND ${asOf}),
      argMaxIf(order_id, ${logMoment}, order_id != '' AND ${asOf}),
      argMaxIf(user_id, ${logMoment}, user_id != '' AND ${asOf})
    FROM ${ofTenant('events')} WHERE ${lifeSigns} AND device_id = {device:String} HAVING count() > 0`,
    { device: device_id, ...place(event) },
  )
  if (row === undefined) return null
  const [activated, firmware, seen, lot, order_id, user_id] = row
  return {
    device: { device_id, activated_at: timeOf(activated), firmware: textOf(firmware), last_seen_at: timeOf(seen) },
    ...{ lot: textOf(lot), order_id: textOf(order_id), user_id: textOf(user_id) },
  }
}

/** The last order of a person that held units of a lot, by its lines or its parcels, before a moment. */
export async function lastOrderWith(
  read: Read,
  { lot, user_id, before }: { lot: string; user_id: string; before: string },
): Promise<string | null> {
  const [row] = await read(
    `SELECT argMaxOrNull(order_id, ${logMoment}) FROM ${ofTenant('events')}
    WHERE type IN ('order', 'shipment') AND user_id = {user:String} AND order_id != ''
      AND (has(lots, {lot:String}) OR has(items.lot, {lot:String})) AND occurred_at <= {before:DateTime64(6, 'UTC')}`,
    { lot, user: user_id, before: bound(before) },
  )
  return textOf(row?.[0] ?? null)
}

/** An order by what placed it; with nothing but its id where the warehouse has no such event. */
export async function findOrder(read: Read, order_id: string): Promise<Trace['order']> {
  const [row = []] = await read(
    `SELECT minOrNull(occurred_at), argMin(user_id, ${logMoment}), toFloat64(argMinOrNull(items_value, ${logMoment})),
      argMin(currency, ${logMoment})
    FROM ${ofTenant('events', '*, items_value')}
    WHERE type = 'order' AND action = 'placed' AND order_id = {order:String}`,
    { order: order_id },
  )
  const [placed, user_id, value, currency] = row
  return {
    order_id,
    ...{ placed_at: timeOf(placed), user_id: textOf(user_id ?? null) },
    ...{ value: numberOf(value ?? null), currency: textOf(currency ?? null) },
  }
}

/** The parcel of an order that held the lot, else its first. */
export async function findShipment(read: Read, order_id: string, lot: string | null): Promise<Trace['shipment']> {
  const [row] = await read(
    `SELECT shipment_id, max(toString(carrier)), max(warehouse_id),
      minOrNullIf(occurred_at, action = 'dispatched'), minOrNullIf(occurred_at, action = 'delivered')
    FROM ${ofTenant('events')} WHERE type = 'shipment' AND order_id = {order:String}
    GROUP BY shipment_id ORDER BY max(has(lots, {lot:String})) DESC, min(occurred_at), shipment_id`,
    { order: order_id, lot: lot ?? '' },
  )
  if (row === undefined) return null
  const [shipment_id, carrier, warehouse_id, dispatched, delivered] = row
  return {
    shipment_id: String(shipment_id),
    ...{ carrier: textOf(carrier), warehouse_id: textOf(warehouse_id) },
    ...{ dispatched_at: timeOf(dispatched), delivered_at: timeOf(delivered) },
  }
}

interface Traced {
  readonly lot: string | null
  readonly order_id: string | null
  readonly device_id: string | null
}

const most = 500

/** What happened to the batch, the order and the device, and the event itself. */
export async function timelineOf(
  read: Read,
  { id, type, occurred_at }: StoredEvent,
  { lot, order_id, device_id }: Traced,
) {
  const rows = await read(
    `SELECT * FROM (SELECT toString(id), type, action, occurred_at,
        multiIf(type = 'adverse_event', concat(severity, if(term = '', '', concat(': ', term))), type = 'shipment', carrier,
          type = 'device', firmware, type = 'patch', lot, reason) AS label
      FROM ${ofTenant('events')}
      WHERE (type = 'batch' AND lot != '' AND lot = {lot:String})
        OR (type IN ('order', 'payment', 'shipment', 'refund', 'return', 'chargeback')
          AND order_id != '' AND order_id = {order:String})
        OR (type IN ('device', 'patch', 'adverse_event') AND action != 'day_recorded'
          AND device_id != '' AND device_id = {device:String})
        OR (type = {own:String} AND occurred_at = {at:DateTime64(6, 'UTC')} AND id = {id:UUID})
      ORDER BY ${inLogOrder} LIMIT ${most})`,
    { lot: lot ?? '', order: order_id ?? '', device: device_id ?? '', id, own: type, at: bound(occurred_at) },
  )
  return rows.map(([event_id, type, action, occurred_at, label]) => ({
    ...{ event_id: String(event_id), type: String(type), action: String(action) },
    ...{ occurred_at: String(timeOf(occurred_at)), label: textOf(label) },
  }))
}
