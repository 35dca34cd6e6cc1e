import type { StoredEvent } from '../events/envelope.ts'
import { isUuid } from '../events/formats.ts'
import type { FoundRecord, RecordKind } from '../insights/search/request.ts'
import type { EventFilters } from '../ledger/look-up.ts'
import type { HttpDeps } from './deps.ts'
import { storedFilters } from './personal-values.ts'

/** The filter of a look-up that finds each by its whole id. */
const filterOf = {
  order: 'order_id',
  payment: 'payment_id',
  shipment: 'shipment_id',
  device: 'device_id',
  lot: 'lot',
  report: 'report_id',
  cart: 'cart_id',
  session: 'session_id',
  user: 'user_id',
} as const satisfies Partial<Record<RecordKind, keyof EventFilters>>

const isFiltered = (kind: RecordKind): kind is keyof typeof filterOf => Object.hasOwn(filterOf, kind)

const inEnvelope = ['order_id', 'device_id', 'session_id', 'user_id'] as const

/** What the ledger has under exactly this id, by its indexes, and the latest event of each. */
export async function findByWholeId(
  deps: Pick<HttpDeps, 'lookUps' | 'protection'>,
  tenantId: string,
  { q, kinds }: { readonly q: string; readonly kinds: readonly RecordKind[] },
): Promise<{ readonly record: FoundRecord; readonly event: StoredEvent }[]> {
  const latest = async (kind: RecordKind) => {
    if (kind === 'event') return isUuid(q) ? deps.lookUps.one(tenantId, q) : undefined
    if (!isFiltered(kind)) return undefined
    const filters = await storedFilters(deps, tenantId, { [filterOf[kind]]: q })
    return (await deps.lookUps.page(tenantId, filters, { limit: 1 })).events[0]
  }
  const found = await Promise.all(kinds.map(async (kind) => ({ kind, event: await latest(kind) })))
  return found.flatMap(({ kind, event }) => (event === undefined ? [] : [{ record: recordOf(kind, event, q), event }]))
}

function recordOf(kind: RecordKind, event: StoredEvent, q: string): FoundRecord {
  const field = isFiltered(kind) ? filterOf[kind] : undefined
  const own = inEnvelope.find((name) => name === field)
  return {
    kind,
    // An id that looks like an e-mail address is stored as a pseudonym.
    id: (own && event[own]) ?? q,
    label: kind === 'event' ? `${event.type} ${event.action}` : null,
    order_id: kind === 'lot' || kind === 'user' || kind === 'device' ? null : event.order_id,
    last_at: event.occurred_at,
  }
}
