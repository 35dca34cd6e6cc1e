import type { StoredEvent } from '../events/envelope.ts'

/** All events of a tenant and type in one hour; `hour` is RFC 3339 in UTC. */
export interface Slice {
  readonly tenant_id: string
  readonly type: string
  readonly hour: string
}

/** The slice that an event lies in. */
export const sliceOf = ({
  tenant_id,
  type,
  occurred_at,
}: Pick<StoredEvent, 'tenant_id' | 'type' | 'occurred_at'>): Slice => {
  return { tenant_id, type, hour: `${occurred_at.slice(0, 13)}:00:00Z` }
}
