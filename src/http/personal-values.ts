import type { FastifyRequest } from 'fastify'
import { mayReadPersonal, permit } from '../access/principal.ts'
import type { ShownEvent, StoredEvent } from '../events/envelope.ts'
import type { EventFilters } from '../ledger/look-up.ts'
import { auditNow, tellSubjects } from './audit.ts'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

const ids = ['user_id', 'session_id', 'order_id', 'device_id'] as const

/** Filters as they are stored: an id that looks like an e-mail address or a telephone number has a pseudonym there. */
export async function storedFilters<Filters extends EventFilters>(
  { protection }: Pick<HttpDeps, 'protection'>,
  tenantId: string,
  filters: Filters,
): Promise<Filters & EventFilters> {
  const stored: Record<string, string | readonly string[]> = {}
  for (const name of ids) {
    const asked = filters[name]
    if (typeof asked !== 'string') continue
    const values = await protection.storedAs(tenantId, asked)
    if (values.length > 1) stored[name] = values
  }
  return { ...filters, ...stored }
}

/** @throws Failure forbidden where the caller asks for values in the clear and may not see them. */
export function permitReveal(request: FastifyRequest, reveal: boolean | undefined): void {
  if (reveal === true) permit(principalOf(request), 'personal:read')
}

/**
 * Events as the caller may see them: masked, or in the clear once the audit trail durably says who read them. A role may
 * open some types alone.
 * To be called behind `permitReveal`.
 */
export async function shownEvents(
  deps: Pick<HttpDeps, 'trail' | 'subjectTokens' | 'operatorTenant' | 'protection'>,
  request: FastifyRequest,
  events: readonly StoredEvent[],
  reveal: boolean | undefined,
): Promise<ShownEvent[]> {
  const { protection } = deps
  const subjects = await tellSubjects(deps, request, events)
  if (reveal !== true) return events.map(protection.masked)
  const principal = principalOf(request)
  const opened = new Set(events.filter(({ type }) => mayReadPersonal(principal, type)))
  if (opened.size > 0) {
    const details = { route: request.routeOptions.url ?? '', events: [...opened].map(({ id }) => id) }
    await auditNow(deps, request, 'personal.read', details, subjects)
  }
  return Promise.all(events.map(async (it) => (opened.has(it) ? protection.open(it) : protection.masked(it))))
}
