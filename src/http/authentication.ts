import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isOperator } from '../access/operators.ts'
import { isPermitted, type Principal, permit, type Scope } from '../access/principal.ts'
import { Failure } from '../platform/errors.ts'
import type { HttpDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before the handler of every route that names a scope. */
    principal: Principal | null
  }
  interface FastifyContextConfig {
    /** The scope that a route needs; `any` asks only for a credential. A route without one is open to all. */
    scope?: Scope | 'any'
    /** Set where a POST keeps something, and does not only ask. */
    writes?: true
    /** Set where the handler reads the body's bytes itself and tells what is wrong in them. */
    readsBytes?: true
    /** Set where the scope admin must be of the tenant that runs the service. */
    operator?: true
    /** Set where a client on the same machine needs no credential. */
    openToLoopback?: true
  }
}

export const sessionCookie = 'pocm_session'

/** The principal of a request that passed authentication. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error(`${request.routeOptions.url} names no scope and asks who calls`)
  return request.principal
}

/** Whether an address is of this machine; behind a proxy that is trusted it is the client's, and not the proxy's. */
const isLoopback = (address: string) => /^(::ffff:)?127\.|^::1$/.test(address)

/** A bearer credential: a JWT has two dots in it, an API key none. */
const looksLikeJwt = (credential: string) => credential.split('.').length === 3

async function authenticate(deps: HttpDeps, request: FastifyRequest): Promise<Principal | undefined> {
  const [scheme, credential] = (request.headers.authorization ?? '').split(' ')
  if (scheme?.toLowerCase() === 'bearer' && credential !== undefined && credential !== '') {
    const principal = await deps.keyRing.find(credential)
    return principal ?? (looksLikeJwt(credential) ? deps.tokens.verify(credential) : undefined)
  }
  const cookie = request.cookies[sessionCookie]
  const session = cookie === undefined ? undefined : await deps.tokens.readSession(cookie)
  const holder = await holderOf(deps, session?.principal)
  // Who is no operator any more has nothing to look for at other tenants.
  if (session?.principal.isVisitor && !(holder && isOperator(holder, deps.operatorTenant))) return undefined
  return holder && session?.principal
}

/** Whether what opened a long answer still lets its caller read: its key was not revoked, its token and session not ended. */
export async function mayStill(deps: HttpDeps, request: FastifyRequest): Promise<boolean> {
  const { scope } = request.routeOptions.config
  const principal = await authenticate(deps, request)
  if (principal === undefined || principal.tenantId !== request.principal?.tenantId) return false
  return scope === undefined || scope === 'any' || isPermitted(principal, scope)
}

/** Whom the API key that bought a session speaks for, or undefined where it was revoked. */
export const holderOf = async ({ keyRing }: Pick<HttpDeps, 'keyRing'>, principal: Principal | undefined) =>
  principal?.keyId === undefined ? undefined : keyRing.findById(principal.keyId)

/** The scope analytics:read lets people of a tenant keep notes and views; a visitor leaves nothing behind. */
function refuseVisitorsWrites({ method, routeOptions }: FastifyRequest, { isVisitor }: Principal): void {
  const isWrite = ['PUT', 'PATCH', 'DELETE'].includes(method) || routeOptions.config.writes
  if (isVisitor && isWrite) throw new Failure('forbidden', 'An operator changes nothing in a tenant they look at.')
}

/** Checks the credential before a body is read: nobody unknown makes the service take in 16 MB. */
export function authenticateRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', async (request) => {
    const { scope, openToLoopback, operator } = request.routeOptions.config
    if (scope === undefined || (openToLoopback && isLoopback(request.ip))) return
    const principal = await authenticate(deps, request)
    if (principal === undefined) {
      throw new Failure('unauthenticated', 'Send "Authorization: Bearer <API key or JWT>", or sign in.')
    }
    if (scope !== 'any') permit(principal, scope)
    if (operator && !isOperator(principal, deps.operatorTenant)) {
      throw new Failure('forbidden', 'Only an admin of the tenant that runs the service may do this.')
    }
    refuseVisitorsWrites(request, principal)
    request.principal = principal
  })
}
