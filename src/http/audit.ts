import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../access/principal.ts'
import { type Actor, type AuditOutcome, type AuditRecord, audit } from '../compliance/audit.ts'
import { traceIdOf } from '../ingest/cloud-event.ts'
import type { HttpDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the handler adds to the entry of its call; `null` where there is nothing to tell. */
    told: Told | null
    isAudited: boolean
  }
  interface FastifyContextConfig {
    /**
     * The action that an entry of the audit trail tells of this call. Every route has one that changes something, or opens
     * what is protected (test/audit.test.ts). `grouped`: one entry for all such calls of a minute, with their count.
     */
    audit?: string | { readonly grouped: string }
    /** Set where the answer is a stream that writes its own head. */
    isStream?: true
  }
}

interface Told {
  readonly action?: string
  readonly details?: AuditRecord['details']
  /** Of an open call, which has no principal by itself. */
  readonly principal?: Principal
  readonly isSilent?: true
}

/** Adds to the entry of this call what only its handler knows. */
export function tellAudit(request: FastifyRequest, told: Told): void {
  request.told = { ...request.told, ...told }
}

/** Whom the trail names for a principal. */
export function actorOf(principal: Principal, sessionId: string | null, operatorTenant: string): Actor {
  const { name, keyId, tenantId, isVisitor } = principal
  if (isVisitor) return { name, keyId, kind: 'operator', tenantId: operatorTenant }
  const kind = sessionId !== null ? 'session' : keyId !== undefined ? 'api_key' : 'token'
  return { name, keyId, kind, tenantId }
}

/** The part of an entry that follows from the request. */
export function recordOf(
  request: FastifyRequest,
  { operatorTenant }: Pick<HttpDeps, 'operatorTenant'>,
  principal: Principal | null,
): Omit<AuditRecord, 'action' | 'outcome' | 'details'> {
  const { headers, ip, method, routeOptions } = request
  const { traceparent } = headers
  return {
    tenantId: principal?.tenantId ?? operatorTenant,
    actor:
      principal === null
        ? { name: 'anonymous', kind: 'anonymous', tenantId: operatorTenant }
        : actorOf(principal, request.sessionId, operatorTenant),
    resource: `${method} ${routeOptions.url ?? ''}`,
    ip,
    traceId: (typeof traceparent === 'string' ? traceIdOf(traceparent) : undefined) ?? '',
  }
}

/** Which thing was asked for, and the names of what narrowed the question: its values may be of persons. */
const askedOf = ({ params, query }: FastifyRequest) => {
  const filters = Object.keys(query as object)
  return { ...(params as object), ...(filters.length > 0 && { filters }) }
}

/** Writes an entry of its own beside that of the call, before what it tells of is done. */
export const auditNow = (
  deps: Pick<HttpDeps, 'db' | 'operatorTenant'>,
  request: FastifyRequest,
  action: string,
  details: AuditRecord['details'],
) => audit(deps.db, { ...recordOf(request, deps, request.principal), action, outcome: 'succeeded', details })

const outcomeOf = (status: number): AuditOutcome =>
  status < 400 ? 'succeeded' : status === 401 || status === 403 ? 'refused' : 'failed'

/**
 * Writes what routes declare into the audit trail, before the answer goes out: an answer that opens what is protected is
 * not given where the trail cannot be written. Refusals of all routes are counted by minute.
 */
export function auditRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.decorateRequest('told', null)
  app.decorateRequest('isAudited', false)

  async function tell(request: FastifyRequest, status: number): Promise<void> {
    // The answer to a trail that could not be written comes by here, too.
    if (request.isAudited) return
    request.isAudited = true
    const { told, routeOptions } = request
    const outcome = outcomeOf(status)
    const principal = told?.principal ?? request.principal
    const base = { ...recordOf(request, deps, principal), outcome, details: told?.details ?? askedOf(request) }
    if (outcome === 'refused') {
      deps.auditGroups.count({ ...base, action: 'request.refused', details: { status } })
      return
    }
    const { audit: declared } = routeOptions.config
    if (declared === undefined || told?.isSilent || principal === null) return
    if (typeof declared === 'string') await audit(deps.db, { ...base, action: told?.action ?? declared })
    else deps.auditGroups.count({ ...base, action: declared.grouped })
  }

  app.addHook('onSend', async (request, reply) => {
    try {
      await tell(request, reply.statusCode)
    } catch (error) {
      // An answer that opens nothing, as one that says that the ledger is away, is given whatever becomes of its entry.
      if (reply.statusCode < 400) throw error
      request.log.warn({ err: error }, 'the trail of a call that failed could not be written')
    }
  })
  // A stream has no moment before its answer but this one.
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.isStream) await tell(request, 200)
  })
}
