import type { StoredEvent } from '../../events/envelope.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { lotHistory } from '../lot/sql.ts'
import { type Read, withMeta } from '../run-statements.ts'
import type { Trace } from './request.ts'
import { findDevice, findOrder, findShipment, lastOrderWith, timelineOf } from './sql.ts'

const always = { from: '1970-01-01T00:00:00.000000Z', to: '2299-01-01T00:00:00.000000Z' }

/**
 * From one event back to its device, lot, order and parcel. What the event says itself counts first, then what its device's
 * events said until then. Where neither names an order it is the last one before the event by the same person that held the lot.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export function answerTrace(event: StoredEvent, context: QueryContext): Promise<Trace> {
  return withMeta(context, false, async (read) => {
    const found = event.device_id === null ? null : await findDevice(read, event.device_id, event)
    const lot = lotOf(event) ?? found?.lot ?? null
    const order_id = event.order_id ?? found?.order_id ?? (await orderByLot(read, event, lot, found?.user_id))
    return {
      lot,
      batch: lot === null ? [] : await lotHistory(read, always, lot),
      device: found === null ? null : { ...found.device, firmware: firmwareOf(event) ?? found.device.firmware },
      order: order_id === null ? null : await findOrder(read, order_id),
      shipment: order_id === null ? null : await findShipment(read, order_id, lot),
      timeline: await timelineOf(read, event, { lot, order_id, device_id: event.device_id }),
    }
  })
}

async function orderByLot(read: Read, event: StoredEvent, lot: string | null, wearer: string | null = null) {
  const user_id = event.user_id ?? wearer
  if (lot === null || user_id === null) return null
  return lastOrderWith(read, { lot, user_id, before: event.occurred_at })
}

/** The firmware that the event names; what its device ran later is another matter. */
const firmwareOf = ({ data }: StoredEvent) =>
  typeof data.firmware === 'string' && data.firmware !== '' ? data.firmware : undefined

/** The lot that the event names, if it names one alone. */
function lotOf({ data }: StoredEvent): string | null {
  const { lot, lots, items } = data as { lot?: string; lots?: string[]; items?: { lot?: string }[] }
  const named = new Set([lot, ...(lots ?? []), ...(items ?? []).map((line) => line.lot)])
  const [only, ...others] = [...named].filter((it) => it !== undefined && it !== '' && it !== 'UNKNOWN')
  return only === undefined || others.length > 0 ? null : only
}
