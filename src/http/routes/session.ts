import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readTenant } from '../../access/tenants.ts'
import { sessionHours } from '../../access/tokens.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf, sessionCookie } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const cookie = { path: '/', httpOnly: true, sameSite: 'strict' } as const

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
        // Behind TLS the cookie stays behind TLS; on plain loopback a Secure cookie would never come back.
        const secure = request.protocol === 'https'
        return reply
          .setCookie(sessionCookie, token, { ...cookie, secure, maxAge: sessionHours * 3600 })
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
          }),
          ...problems(),
        },
      },
      handler: async (request) => {
        const { tenantId, name, scopes } = principalOf(request)
        const tenant = await readTenant(deps.db, tenantId)
        return {
          tenant_id: tenantId,
          tenant_name: tenant.name,
          name,
          scopes: [...scopes],
          reporting_currency: tenant.reporting_currency,
          timezone: tenant.timezone,
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
      handler: async (_request, reply) => reply.clearCookie(sessionCookie, cookie).code(204).send(null),
    })
  }
