import type { StoredEvent } from '../events/envelope.ts'
import { type LoggedEvent, type LogPosition, readLogPage } from '../ledger/read-log.ts'
import { Failure } from '../platform/errors.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

export interface Range {
  readonly from: string
  readonly to: string
  readonly tenantId?: string | undefined
  readonly type?: string | undefined
}

const pageEvents = 5_000
/** How many events are checked at most while the sink is paused. */
const mostEvents = 500_000

/**
 * Events of a range that stand in the log beyond a position and that the warehouse has already: partitions are read at
 * different speeds, and the place up to which all of them have come says nothing of those that are ahead.
 * @throws Failure warehouse_unavailable when the sinks are so far behind that looking would take long
 */
export async function heldBeyond(
  db: Database,
  warehouse: Warehouse,
  range: Range,
  position: LogPosition,
): Promise<LoggedEvent[]> {
  const held: LoggedEvent[] = []
  let at = position
  for (let read = 0; ; ) {
    if (read >= mostEvents) {
      throw new Failure(
        'warehouse_unavailable',
        'The warehouse is far behind the log; ask again when it has caught up.',
      )
    }
    const { events: page, isFull } = await readLogPage(db, at, { limit: pageEvents })
    read += page.length
    const wanted = page.filter(({ event }) => isWithin(range, event))
    const there = new Set(await warehouse.held(wanted.map(({ event }) => event)))
    held.push(...wanted.filter(({ event }) => there.has(event)))
    const last = page.at(-1)
    if (last === undefined || !isFull) return held
    at = { tx: last.tx, position: last.position }
  }
}

function isWithin({ from, to, tenantId, type }: Range, event: StoredEvent): boolean {
  const moment = Date.parse(event.occurred_at)
  if (moment < Date.parse(from) || moment >= Date.parse(to)) return false
  return (tenantId ?? event.tenant_id) === event.tenant_id && (type ?? event.type) === event.type
}
