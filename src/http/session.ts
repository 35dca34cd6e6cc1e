import type { FastifyRequest } from 'fastify'
import { mayVisit } from '../access/operators.ts'
import { credentialOf, type Principal } from '../access/principal.ts'
import type { Session } from '../access/tokens.ts'
import type { HttpDeps } from './deps.ts'
import { sessionCookieOf } from './session-cookie.ts'

/** What the person of a session may do now, or the API key that bought it; undefined for one that was removed, revoked or has expired. */
async function holderOf({ keyRing, people }: HttpDeps, { keyId, personId }: Principal): Promise<Principal | undefined> {
  if (personId !== undefined) return people.find(personId)
  const found = keyId === undefined ? undefined : await keyRing.findById(keyId)
  return found === 'expired' ? undefined : found
}

/**
 * The session of a request's cookie and who holds it, with what that key or person may do now. Undefined for a cookie that
 * we did not make, a session that ended, a revoked key, a removed person, and a visit of one who is no operator any more.
 */
export async function findSession(
  deps: HttpDeps,
  request: FastifyRequest,
): Promise<{ session: Session; holder: Principal } | undefined> {
  const cookie = sessionCookieOf(request)
  const session = cookie === undefined ? undefined : await deps.tokens.readSession(cookie)
  if (session === undefined || !(await deps.sessions.goesOn(session.id))) return undefined
  const holder = await holderOf(deps, session.principal)
  if (holder === undefined) return undefined
  if (session.principal.isVisitor && !mayVisit(holder, deps.operatorTenant)) return undefined
  return { session, holder }
}

/** Begins a session for a key's holder or a person, or for where they visit. @returns the token of its cookie */
export async function beginSession(
  { sessions, tokens }: HttpDeps,
  { headers }: FastifyRequest,
  {
    principal,
    holder,
    until,
    providerSession,
    authenticatedAt,
  }: {
    principal: Principal
    holder: Principal
    until: number
    providerSession?: string | undefined
    authenticatedAt?: number | undefined
  },
): Promise<string> {
  const { tenantId, keyId, personId, name } = holder
  if (credentialOf(holder) === undefined) throw new Error('a session is of an API key or a person')
  const userAgent = (headers['user-agent'] ?? '').slice(0, 200)
  const id = await sessions.begin(
    { tenantId, keyId, personId, name, userAgent, providerSession, authenticatedAt },
    until,
  )
  return tokens.sealSession({ id, principal, until, providerSession })
}
