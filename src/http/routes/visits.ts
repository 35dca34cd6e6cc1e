import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { asVisitor, mayVisit } from '../../access/operators.ts'
import type { Principal } from '../../access/principal.ts'
import { hasTenant } from '../../access/tenants.ts'
import type { Session } from '../../access/tokens.ts'
import { Failure } from '../../platform/errors.ts'
import { recordOf, tellAudit } from '../audit.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { beginSession, findSession } from '../session.ts'
import { giveSession } from '../session-cookie.ts'

/** Operators see the figures of other tenants, read nothing but those, and are recorded in both audit trails. */
export const visitRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/auth/tenant', {
      config: { scope: 'any', audit: 'operator.moved' },
      schema: {
        operationId: 'visitTenant',
        tags: ['Session'],
        summary: "Visit another tenant's figures, as an operator; with one's own tenant, return",
        description:
          'Exchanges the session cookie for one that ends when the old one would have. Elsewhere it only reads.',
        body: Type.Object({ tenant_id: Type.String({ minLength: 1, maxLength: 64 }) }),
        response: { 204: Type.Null({ description: 'The session is for that tenant' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { session, operator } = await operatorOf(deps, request)
        const { tenant_id: tenantId } = request.body
        const isHome = tenantId === operator.tenantId
        if (!isHome && !(await hasTenant(deps.db, tenantId))) {
          throw new Failure('not_found', 'There is no tenant of this id.')
        }
        // Before the cookie goes out: no visit begins without its audit entry.
        await tell(deps, request, operator, session.principal.tenantId, tenantId)
        tellAudit(request, { isSilent: true })
        const principal = isHome ? operator : asVisitor(operator, tenantId)
        // Another session: a copy of the old cookie must not keep reading a tenant that its holder has left.
        const { until, providerSession } = session
        const token = await beginSession(deps, request, { principal, holder: operator, until, providerSession })
        await deps.sessions.end(session.id)
        return giveSession(request, reply, token, until).code(204).send(null)
      },
    })
  }

/**
 * The session of the cookie and the operator behind it, with what they may do now.
 * @throws Failure forbidden for other principals, and for a credential that is not a session
 */
async function operatorOf(deps: HttpDeps, request: FastifyRequest): Promise<{ session: Session; operator: Principal }> {
  const found = request.sessionId === null ? undefined : await findSession(deps, request)
  if (found === undefined || !mayVisit(found.holder, deps.operatorTenant)) {
    throw new Failure('forbidden', 'Only a session of an operator may visit other tenants.')
  }
  return { session: found.session, operator: found.holder }
}

/** Writes into the trails of the operator and of the tenants concerned who left which tenant, and entered which. */
async function tell(
  deps: HttpDeps,
  request: FastifyRequest,
  operator: Principal,
  from: string,
  to: string,
): Promise<void> {
  if (from === to) return
  for (const [tenantId, action] of [
    [from, 'operator.left'],
    [to, 'operator.entered'],
  ] as const) {
    if (tenantId === operator.tenantId) continue
    const details = { tenant: tenantId, operator_tenant: operator.tenantId }
    for (const principal of [asVisitor(operator, tenantId), operator]) {
      await deps.trail.append({ ...recordOf(request, deps, principal), action, outcome: 'succeeded', details })
    }
  }
}
