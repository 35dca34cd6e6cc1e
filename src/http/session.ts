import type { FastifyRequest } from 'fastify'
import { isOperator } from '../access/operators.ts'
import type { Principal } from '../access/principal.ts'
import type { Session } from '../access/tokens.ts'
import type { HttpDeps } from './deps.ts'
import { sessionCookieOf } from './session-cookie.ts'

/** Whom the API key that bought a session speaks for, or undefined where it was revoked or has expired. */
async function holderOf({ keyRing }: HttpDeps, { keyId }: Principal): Promise<Principal | undefined> {
  const found = keyId === undefined ? undefined : await keyRing.findById(keyId)
  return found === 'expired' ? undefined : found
}

/**
 * The session of a request's cookie and who holds the key behind it, with what that key may do now. Undefined for a cookie
 * that we did not make, a session that ended, a revoked key, and a visit of one who is no operator any more.
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
  if (session.principal.isVisitor && !isOperator(holder, deps.operatorTenant)) return undefined
  return { session, holder }
}

/** Begins a session for a key's holder, or for where they visit. @returns the token of its cookie */
export async function beginSession(
  { sessions, tokens }: HttpDeps,
  { headers }: FastifyRequest,
  { principal, holder, until }: { principal: Principal; holder: Principal; until: number },
): Promise<string> {
  const { tenantId, keyId, name } = holder
  if (keyId === undefined) throw new Error('a session is bought by an API key')
  const userAgent = (headers['user-agent'] ?? '').slice(0, 200)
  const id = await sessions.begin({ tenantId, keyId, name, userAgent }, until)
  return tokens.sealSession({ id, principal, until })
}
