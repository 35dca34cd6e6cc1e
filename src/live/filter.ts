import type { StoredEvent } from '../events/envelope.ts'
import { type EventFilters, inData } from '../ledger/look-up.ts'
import { toMicroseconds } from '../platform/clock.ts'

const equal = ['type', 'action', 'user_id', 'order_id', 'session_id', 'device_id'] as const

/** The lots that an event names: itself, on its lines, in its list. */
function lotsOf({ data }: StoredEvent): unknown[] {
  const { lot, lots, items } = data
  const lines = Array.isArray(items) ? items.map((line) => line?.lot) : []
  return [lot, ...(Array.isArray(lots) ? lots : []), ...lines]
}

/** Whether an event passes the filters of a look-up; moments are compared to the microsecond. */
export function matches(event: StoredEvent, filters: EventFilters): boolean {
  for (const name of equal) {
    const wanted = filters[name]
    if (wanted === undefined || event[name] === wanted) continue
    if (typeof wanted === 'string' || !wanted.includes(event[name] ?? '')) return false
  }
  for (const name of inData) if (filters[name] !== undefined && event.data[name] !== filters[name]) return false
  if (filters.report_id !== undefined && event.type !== 'adverse_event') return false
  if (filters.lot !== undefined && !lotsOf(event).includes(filters.lot)) return false
  const { from, to } = filters
  if (from !== undefined && event.occurred_at < (toMicroseconds(from) ?? from)) return false
  return to === undefined || event.occurred_at < (toMicroseconds(to) ?? to)
}
