import type { StoredEvent } from '../events/envelope.ts'
import type { EventFilters } from '../ledger/look-up.ts'
import { toMicroseconds } from '../platform/clock.ts'

const equal = ['type', 'action', 'user_id', 'order_id', 'session_id', 'device_id'] as const

/** Whether an event passes the filters of a look-up; moments are compared to the microsecond. */
export function matches(event: StoredEvent, filters: EventFilters): boolean {
  for (const name of equal) if (filters[name] !== undefined && event[name] !== filters[name]) return false
  const { from, to } = filters
  if (from !== undefined && event.occurred_at < (toMicroseconds(from) ?? from)) return false
  return to === undefined || event.occurred_at < (toMicroseconds(to) ?? to)
}
