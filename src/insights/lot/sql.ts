import readingsOutOfRange from '../../measures/readings_out_of_range.ts'
import { inLogOrder, latestFirst } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { overEvents } from '../../warehouse/sql/sum.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { lifeSigns } from '../lots/naming.ts'
import { boundsOf, numberOf, type Read, textOf, timeOf, untilEnd } from '../run-statements.ts'
import type { LotAnswer } from './request.ts'

const ofLot = 'lot = {lot:String}'

/** What happened to the batch, oldest first. */
export async function lotHistory(read: Read, range: Range, lot: string): Promise<LotAnswer['history']> {
  const rows = await read(
    `SELECT action, occurred_at, reason, toFloat64(units_produced), toFloat64(units_rejected)
    FROM ${ofTenant('events')} WHERE type = 'batch' AND ${ofLot} AND ${untilEnd} ORDER BY ${inLogOrder}`,
    { ...boundsOf(range), lot },
  )
  return rows.map(([action, at, reason, produced, rejected]) => ({
    action: String(action),
    at: String(timeOf(at)),
    reason: textOf(reason),
    units_produced: numberOf(produced),
    units_rejected: numberOf(rejected),
  }))
}

/** Parcels that held the lot by what happened to them, and orders of which a line names it. */
export async function lotParcels(read: Read, range: Range, lot: string) {
  const rows = await read(
    `SELECT type, action, uniqExact(if(type = 'order', order_id, shipment_id)) AS different
    FROM ${ofTenant('events')}
    WHERE type IN ('shipment', 'order') AND ${inRange} AND (has(lots, {lot:String}) OR has(items.lot, {lot:String}))
    GROUP BY type, action ORDER BY type, action`,
    { ...boundsOf(range), lot },
  )
  const counts = new Map(rows.map(([type, action, different]) => [`${type}.${action}`, Number(different)]))
  const parcels = (action: string) => counts.get(`shipment.${action}`) ?? 0
  return {
    shipments: {
      created: parcels('created'),
      dispatched: parcels('dispatched'),
      delivered: parcels('delivered'),
      returned_to_origin: parcels('returned_to_origin'),
      lost: parcels('lost'),
    },
    orders: counts.get('order.placed') ?? 0,
  }
}

const newest = 200

/** The newest adverse events, newest first. */
export async function lotReports(read: Read, range: Range, lot: string): Promise<LotAnswer['reports']> {
  const rows = await read(
    `SELECT * FROM (SELECT toString(id), report_id, occurred_at, severity, term, device_id, order_id
      FROM ${ofTenant('events')} WHERE type = 'adverse_event' AND action = 'reported' AND ${ofLot} AND ${inRange}
      ORDER BY ${latestFirst} LIMIT ${newest})`,
    { ...boundsOf(range), lot },
  )
  return rows.map(([event_id, report_id, occurred_at, severity, term, device_id, order_id]) => ({
    event_id: String(event_id),
    report_id: String(report_id),
    occurred_at: String(timeOf(occurred_at)),
    severity: String(severity),
    term: textOf(term),
    device_id: textOf(device_id),
    order_id: textOf(order_id),
  }))
}

/** Signs of life and harm by local day, and over all days. */
export async function lotDays(read: Read, range: Range, zone: string, lot: string) {
  const rows = await read(
    `SELECT toString(toDate32(occurred_at, {timezone:String})) AS day, grouping(day) AS is_total,
      uniqCombined64If(20)(cityHash64(device_id), device_id != '' AND ${lifeSigns}),
      countIf(type = 'adverse_event' AND action = 'reported'), countIf(type = 'telemetry' AND action = 'read'),
      uniqCombined64If(20)(cityHash64(device_id), device_id != ''),
      ${Object.values(readingsOutOfRange.sums).map((sum) => overEvents(sum))}
    FROM ${ofTenant('events')}
    WHERE (${lifeSigns} OR type = 'adverse_event') AND ${ofLot} AND ${inRange}
    GROUP BY GROUPING SETS ((day), ()) ORDER BY is_total, day`,
    { ...boundsOf(range), lot, timezone: zone },
  )
  const isTotal = (row: readonly unknown[]) => Number(row[1]) === 1
  const whole = rows.find(isTotal)
  return {
    devices_reached: Number(whole?.[5] ?? 0),
    out_of_range: Number(whole?.[6] ?? 0),
    by_day: rows
      .filter((row) => !isTotal(row))
      .map(([day, , active_devices, adverse_events, readings]) => ({
        day: String(day),
        active_devices: Number(active_devices),
        adverse_events: Number(adverse_events),
        readings: Number(readings),
      })),
  }
}
