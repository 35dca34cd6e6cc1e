import type { FastifyInstance, FastifyRequest } from 'fastify'
import { credentialOf, type Principal } from '../access/principal.ts'
import type { RecordChange } from '../compliance/audit.ts'
import type { Actor, AuditOutcome, AuditRecord, Change } from '../compliance/audit-entry.ts'
import { idsOf, type Subject } from '../compliance/subject-tokens.ts'
import { traceIdOf } from '../ingest/cloud-event.ts'
import { Failure } from '../platform/errors.ts'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the handler adds to the entry of its call; `null` where there is nothing to add. */
    told: Told | null
    isAudited: boolean
    /** Whether the entry of a change was appended with the change. */
    isRecorded: boolean
  }
  interface FastifyContextConfig {
    /**
     * The action that an entry of the audit trail records for this call; every route has one, or says that it needs
     * none (test/audit.test.ts). `grouped`: one entry for all such calls of a minute, with their count. `change`: the
     * entry is appended in the transaction that makes the change (`recordChange`). `none`: why it opens no data of the
     * tenant.
     */
    audit?: string | { readonly grouped: string } | { readonly change: string } | { readonly none: string }
    /** Set where the answer is a stream that writes its own head. */
    isStream?: true
  }
}

interface Told {
  readonly action?: string
  /** What the call was about, where calls of one route are grouped by it too. */
  readonly about?: string
  readonly details?: AuditRecord['details']
  /** What it changed, where no transaction of its own appends the entry. */
  readonly change?: Pick<Change, 'reason' | 'before' | 'after'>
  /** Of an open call, which has no principal by itself. */
  readonly principal?: Principal
  readonly isSilent?: true
  readonly subjects?: readonly string[]
}

/** Adds to the entry of this call what only its handler knows. */
export function tellAudit(request: FastifyRequest, told: Told): void {
  request.told = { ...request.told, ...told }
}

/** Names in the entry of this call the persons and devices that its answer is about. */
export async function tellSubjects(
  { subjectTokens }: Pick<HttpDeps, 'subjectTokens'>,
  request: FastifyRequest,
  about: readonly Subject[],
): Promise<readonly string[]> {
  const subjects = await subjectTokens(principalOf(request).tenantId, idsOf(about))
  tellAudit(request, { subjects: [...new Set([...(request.told?.subjects ?? []), ...subjects])] })
  return subjects
}

/** Whom the trail names for a principal. */
export function actorOf(principal: Principal, sessionId: string | null, operatorTenant: string): Actor {
  const { name, tenantId, isVisitor, accountId, isBreakGlass } = principal
  const keyId = credentialOf(principal)
  if (isBreakGlass) return { name, keyId, kind: 'break_glass', tenantId: isVisitor ? operatorTenant : tenantId }
  if (accountId !== undefined) return { name, keyId: accountId, kind: 'service_account', tenantId }
  if (isVisitor) return { name, keyId, kind: 'operator', tenantId: operatorTenant }
  const kind =
    sessionId !== null || principal.personId !== undefined ? 'session' : keyId !== undefined ? 'api_key' : 'token'
  return { name, keyId, kind, tenantId }
}

/** The part of an entry that follows from the request. */
export function recordOf(
  request: FastifyRequest,
  { operatorTenant }: Pick<HttpDeps, 'operatorTenant'>,
  principal: Principal | null,
): Omit<AuditRecord, 'action' | 'outcome' | 'details'> {
  const { headers, ip, method, routeOptions } = request
  const reason = headers[reasonHeader]
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
    ...(typeof reason === 'string' && { reason: decodeURIComponent(reason) }),
  }
}

/** In which a client says why it changes something: percent-encoded UTF-8. */
export const reasonHeader = 'x-change-reason'
const longestReason = 500

/** @throws Failure malformed_request */
function checkReason({ headers }: FastifyRequest): void {
  const reason = headers[reasonHeader]
  if (reason === undefined) return
  try {
    const text = decodeURIComponent(String(reason))
    if (text.length <= longestReason && !/\p{Cc}/u.test(text)) return
  } catch {
    // It is no percent-encoded UTF-8.
  }
  const detail = `${reasonHeader} holds a reason of at most ${longestReason} characters, percent-encoded.`
  throw new Failure('malformed_request', detail)
}

/**
 * The entry of this call as the transaction that makes the change appends it.
 * @param principal whose trail and name it is: another than the caller's where an operator changes something of a tenant
 */
export const recordChange =
  (
    deps: Pick<HttpDeps, 'trail' | 'operatorTenant'>,
    request: FastifyRequest,
    action?: string,
    principal = principalOf(request),
  ): RecordChange =>
  async (tx, { details, ...change }) => {
    const { audit: declared } = request.routeOptions.config
    const named = typeof declared === 'object' && 'change' in declared ? declared.change : ''
    const record = { ...recordOf(request, deps, principal), ...change, action: action ?? named }
    await deps.trail.appendWithin(tx, {
      ...record,
      outcome: 'succeeded',
      details: signedBy(request, details ?? askedOf(request)),
    })
    request.isRecorded = true
  }

/** Which thing was asked for, and the names of what narrowed the question: its values may be of persons. */
const askedOf = ({ params, query }: FastifyRequest) => {
  const filters = Object.keys(query as object)
  return { ...(params as object), ...(filters.length > 0 && { filters }) }
}

/** Details with the signature of the call, where it was signed. */
const signedBy = ({ signature }: FastifyRequest, details: AuditRecord['details']): AuditRecord['details'] =>
  signature === null ? details : { ...details, signature: { ...signature } }

/** Tokens of the person and the device that the filters of a call name. */
async function subjectsAsked(
  { protection, subjectTokens }: Pick<HttpDeps, 'protection' | 'subjectTokens'>,
  { query }: FastifyRequest,
  tenantId: string,
): Promise<string[]> {
  const stored: string[] = []
  for (const id of idsOf([query as Subject])) stored.push(...(await protection.storedAs(tenantId, id)))
  return subjectTokens(tenantId, stored)
}

/** Writes an entry of its own beside that of the call, before the act that it records. */
export const auditNow = (
  deps: Pick<HttpDeps, 'trail' | 'operatorTenant'>,
  request: FastifyRequest,
  action: string,
  details: AuditRecord['details'],
  subjects: readonly string[] = [],
) =>
  deps.trail.append({
    ...recordOf(request, deps, request.principal),
    ...{ action, outcome: 'succeeded', details, subjects },
  })

const outcomeOf = (status: number): AuditOutcome =>
  status < 400 ? 'succeeded' : status === 401 || status === 403 ? 'refused' : 'failed'

/**
 * Writes what routes declare into the audit trail, before the answer goes out: an answer that opens what is protected is
 * not given where the trail cannot be written. Refusals of all routes are counted by minute.
 */
export function auditRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.decorateRequest('told', null)
  app.decorateRequest('isAudited', false)
  app.decorateRequest('isRecorded', false)

  async function tell(request: FastifyRequest, status: number): Promise<void> {
    // The answer to a trail that could not be written comes by here, too.
    if (request.isAudited) return
    request.isAudited = true
    const { told, routeOptions } = request
    const outcome = outcomeOf(status)
    const principal = told?.principal ?? request.principal
    const base = {
      ...recordOf(request, deps, principal),
      ...{ outcome, details: signedBy(request, told?.details ?? askedOf(request)), subjects: told?.subjects ?? [] },
      ...told?.change,
    }
    if (outcome === 'refused') {
      deps.auditGroups.count({ ...base, action: 'request.refused', details: { status } })
      return
    }
    const { audit: declared } = routeOptions.config
    if (declared === undefined || told?.isSilent || principal === null) return
    if (typeof declared === 'object' && 'none' in declared) return
    if (typeof declared === 'object' && 'grouped' in declared) {
      const resource = told?.about === undefined ? base.resource : `${base.resource} ${told.about}`
      deps.auditGroups.count({ ...base, resource, action: declared.grouped })
      return
    }
    if (request.isRecorded && outcome === 'succeeded') return
    const action = typeof declared === 'string' ? declared : declared.change
    const subjects = [...new Set([...base.subjects, ...(await subjectsAsked(deps, request, principal.tenantId))])]
    await deps.trail.append({ ...base, subjects, action: told?.action ?? action })
  }

  app.addHook('onRequest', async (request) => checkReason(request))

  app.addHook('onSend', async (request, reply) => {
    try {
      await tell(request, reply.statusCode)
    } catch (error) {
      // An answer that opens nothing, as one that says that the ledger is unavailable, is given whatever becomes of its
      // entry.
      if (reply.statusCode < 400) throw error
      request.log.warn({ err: error }, 'the trail of a call that failed could not be written')
    }
  })
  // A stream has no moment before its answer but this one.
  app.addHook('preHandler', async (request) => {
    if (request.routeOptions.config.isStream) await tell(request, 200)
  })
}
