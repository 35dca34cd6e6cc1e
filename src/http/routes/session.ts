import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { isOperator } from '../../access/operators.ts'
import type { Principal } from '../../access/principal.ts'
import { listTenants, readTenant } from '../../access/tenants.ts'
import { sessionHours } from '../../access/tokens.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf, sessionCookie } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { cookieOptions, giveSession } from '../session-cookie.ts'

/** Signing in to the dashboard: an API key buys a cookie that no script can read. */
export const sessionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/auth/sign-in', {
      schema: {
        operationId: 'signIn',
        tags: ['Session'],
        summary: 'Exchange an API key for a session cookie',
        body: Type.Object({ api_key: Type.String({ minLength: 1, maxLength: 500 }) }),
        response: { 204: Type.Null({ description: 'Signed in' }), ...problems(422) },
      },
      handler: async (request, reply) => {
        const principal = await deps.keyRing.find(request.body.api_key)
        if (principal === undefined) throw new Failure('unauthenticated', 'This API key is not known, or was revoked.')
        const token = await deps.tokens.openSession(principal)
        return giveSession(request, reply, token, { maxAge: sessionHours * 3600 })
          .code(204)
          .send()
      },
    })

    app.get('/auth/session', {
      config: { scope: 'any' },
      schema: {
        operationId: 'getSession',
        tags: ['Session'],
        summary: 'Who is signed in',
        response: {
          200: Type.Object({
            tenant_id: Type.String(),
            tenant_name: Type.String(),
            name: Type.String(),
            scopes: Type.Array(Type.String()),
            reporting_currency: Type.String(),
            timezone: Type.String(),
            home_tenant_id: Type.Optional(
              Type.String({
                description: 'Operators alone: their own tenant; they visit another where that is not `tenant_id`',
              }),
            ),
            tenants: Type.Optional(
              Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
                description: 'Operators alone: the tenants that they may look at, the first 1000 by name',
              }),
            ),
          }),
          ...problems(),
        },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { tenantId, name, scopes } = principal
        const tenant = await readTenant(deps.db, tenantId)
        return {
          tenant_id: tenantId,
          tenant_name: tenant.name,
          name,
          scopes: [...scopes],
          reporting_currency: tenant.reporting_currency,
          timezone: tenant.timezone,
          ...(await choiceOf(deps, principal)),
        }
      },
    })

    app.post('/auth/sign-out', {
      schema: {
        operationId: 'signOut',
        tags: ['Session'],
        summary: 'Forget the session cookie',
        response: { 204: Type.Null({ description: 'Signed out' }) },
      },
      handler: async (_request, reply) => reply.clearCookie(sessionCookie, cookieOptions).code(204).send(null),
    })
  }

/** Where an operator may look; nothing for anybody else. */
async function choiceOf({ db, operatorTenant }: HttpDeps, principal: Principal) {
  if (!principal.isVisitor && !isOperator(principal, operatorTenant)) return {}
  const tenants = await listTenants(db)
  return { home_tenant_id: operatorTenant, tenants: tenants.map(({ tenant_id: id, name }) => ({ id, name })) }
}
