import type { FastifyInstance, FastifyRequest } from 'fastify'
import { checkPlace, type RequestPlace } from '../access/key-restrictions.ts'
import { asVisitor, isOperator } from '../access/operators.ts'
import { isPermitted, type Principal, permit, type Scope } from '../access/principal.ts'
import { Failure } from '../platform/errors.ts'
import type { HttpDeps } from './deps.ts'
import { refuseForeignPages } from './same-origin.ts'
import { findSession } from './session.ts'
import { sessionCookieOf } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before the handler of every route that names a scope. */
    principal: Principal | null
    /** The session that the call was made with; null for a bearer credential. */
    sessionId: string | null
  }
  interface FastifyContextConfig {
    /** The scope that a route needs; `any` asks only for a credential. A route without one is open to all. */
    scope?: Scope | 'any'
    /** Set where a POST keeps something, and does not only ask. */
    writes?: true
    /** Set where what is read or done is of the whole service: only an admin of the tenant that runs it may. */
    operator?: true
    /** Set where an open call does something with the cookie all the same (signing in and out). */
    usesCookie?: true
    /** Set where the handler reads the body's bytes itself and reports what is wrong in them. */
    readsBytes?: true
    /** Set where a client on the same machine needs no credential. */
    openToLoopback?: true
  }
}

/** The principal of a request that passed authentication. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error(`${request.routeOptions.url} names no scope and asks who calls`)
  return request.principal
}

/** Whether an address is of this machine; behind a proxy that is trusted it is the client's, and not the proxy's. */
const isLoopback = (address: string) => /^(::ffff:)?127\.|^::1$/.test(address)

/** A bearer credential: a JWT has two dots in it, an API key none. */
const looksLikeJwt = (credential: string) => credential.split('.').length === 3

/** The credential of `Authorization: Bearer …`. Any other scheme is none of ours, and the cookie counts. */
export function bearerOf({ headers }: FastifyRequest): string | undefined {
  const [scheme, credential] = (headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' ? credential || undefined : undefined
}

/** Where a request comes from, as far as restrictions of keys check it. */
export const placeOf = ({ ip, headers: { origin } }: FastifyRequest): RequestPlace => ({ ip, origin })

/** @throws Failure unauthenticated, key_expired, origin_not_allowed, address_not_allowed, forbidden */
async function authenticate(deps: HttpDeps, request: FastifyRequest): Promise<Principal> {
  const credential = bearerOf(request)
  if (credential !== undefined) {
    const key = await deps.keyRing.find(credential)
    if (key === 'expired') throw new Failure('key_expired', 'Make another, or rotate it before it ends.')
    const found = key ?? (looksLikeJwt(credential) ? await holderOfToken(deps, credential) : undefined)
    if (found === undefined) throw unauthenticated('The API key or token is not valid, has ended or was revoked.')
    checkPlace(found.restrictions ?? {}, placeOf(request))
    return found
  }
  if (sessionCookieOf(request) === undefined) {
    throw unauthenticated('Send "Authorization: Bearer <API key or JWT>", or sign in.')
  }
  const found = await findSession(deps, request)
  if (found === undefined) throw unauthenticated('The session has ended. Sign in again.')
  checkPlace(found.holder.restrictions ?? {}, placeOf(request))
  refuseForeignPages(request, deps.publicUrl)
  request.sessionId = found.session.id
  const { session, holder } = found
  // What they may do is what holds now, and not what held when they signed in.
  return session.principal.isVisitor ? asVisitor(holder, session.principal.tenantId) : holder
}

/** Whom a bearer token speaks for: where its client is a service account for that, with the account's role. */
async function holderOfToken({ tokens, accounts }: HttpDeps, token: string): Promise<Principal | undefined> {
  const outside = await tokens.verify(token)
  if (outside?.clientId === undefined) return outside
  const account = await accounts.findByClient(outside.tenantId, outside.clientId, outside.scopes)
  if (account === 'ended') throw unauthenticated('The service account of this client has ended or was revoked.')
  return account ?? outside
}

const unauthenticated = (detail: string) => new Failure('unauthenticated', detail)

/** Whether what opened a long answer still lets its caller read: its key was not revoked, its token and session not ended. */
export async function mayStill(deps: HttpDeps, request: FastifyRequest): Promise<boolean> {
  const { scope } = request.routeOptions.config
  try {
    const principal = await authenticate(deps, request)
    if (principal.tenantId !== request.principal?.tenantId) return false
    return scope === undefined || scope === 'any' || isPermitted(principal, scope)
  } catch (error) {
    if (error instanceof Failure && error.status < 500) return false
    throw error
  }
}

/** The scope analytics:read lets people of a tenant keep notes and views; a visitor leaves nothing behind. */
function refuseVisitorsWrites({ method, routeOptions }: FastifyRequest, { isVisitor }: Principal): void {
  const isWrite = ['PUT', 'PATCH', 'DELETE'].includes(method) || routeOptions.config.writes
  if (isVisitor && isWrite) throw new Failure('forbidden', 'An operator changes nothing in a tenant they visit.')
}

/** Checks the credential before a body is read: a client without one does not make the service take in 16 MB. */
export function authenticateRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('sessionId', null)
  app.addHook('onRequest', async (request) => {
    const { scope, openToLoopback, operator, usesCookie } = request.routeOptions.config
    // A page of another origin must not sign its own key in here either, nor end a session.
    if (usesCookie) refuseForeignPages(request, deps.publicUrl)
    if (scope === undefined || (openToLoopback && isLoopback(request.ip))) return
    const principal = await authenticate(deps, request)
    // Known from here on: a refusal is audited with its actor.
    request.principal = principal
    if (scope !== 'any') permit(principal, scope)
    refuseVisitorsWrites(request, principal)
    if (operator && !principal.isVisitor && !isOperator(principal, deps.operatorTenant)) {
      throw new Failure('forbidden', 'This is of the whole service: an admin of the tenant that runs it may do it.')
    }
  })
}
