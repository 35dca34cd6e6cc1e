import type { StoredEvent } from '../events/envelope.ts'
import type { EventFilters } from '../ledger/look-up.ts'

const equal = ['type', 'action', 'user_id', 'order_id', 'session_id', 'device_id'] as const

/** Whether an event passes the filters of a look-up; moments are compared as instants. */
export function matches(event: StoredEvent, filters: EventFilters): boolean {
  for (const name of equal) if (filters[name] !== undefined && event[name] !== filters[name]) return false
  const occurred = Date.parse(event.occurred_at)
  if (filters.from !== undefined && occurred < Date.parse(filters.from)) return false
  return filters.to === undefined || occurred < Date.parse(filters.to)
}
