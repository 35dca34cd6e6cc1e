import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { checkPlace } from '../../access/key-restrictions.ts'
import { mayVisit } from '../../access/operators.ts'
import { credentialOf, scopes as everyScope, type Principal } from '../../access/principal.ts'
import type { SessionHolder } from '../../access/sessions.ts'
import { listTenants, readTenant } from '../../access/tenants.ts'
import { sessionHours } from '../../access/tokens.ts'
import { momentOf } from '../../ledger/row.ts'
import { Failure } from '../../platform/errors.ts'
import { tellAudit } from '../audit.ts'
import { placeOf, principalOf } from '../authentication.ts'
import { baseUrlOf } from '../base-url.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { beginSession, findSession } from '../session.ts'
import { giveSession, takeSession } from '../session-cookie.ts'

/** The id of no key: a token from outside has no sessions. */
const noHolder = { keyId: '00000000-0000-0000-0000-000000000000' }

const Moment = Type.String({ format: 'date-time' })
const SessionSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  key_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], { description: 'Of the API key that bought it' }),
  person_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()], { description: 'Of the person who signed in' }),
  name: Type.String({ description: 'Of the key or the person' }),
  user_agent: Type.String(),
  created_at: Moment,
  seen_at: Type.String({ format: 'date-time', description: 'To the minute' }),
  ends_at: Moment,
  current: Type.Boolean({ description: 'Whether it is the one that this call was made with' }),
})

/** The key or person whose sessions a caller's own are. */
function ownOf({ keyId, personId }: Principal): SessionHolder {
  return credentialOf({ keyId, personId }) === undefined ? noHolder : { keyId, personId }
}

/** Whose sessions a caller may see and end: an admin those of the tenant, others their own. */
function scopeOf({ operatorTenant }: HttpDeps, request: FastifyRequest): { tenantId: string; of: SessionHolder } {
  const principal = principalOf(request)
  const { tenantId, scopes, isVisitor } = principal
  // Operators who visit have their sessions at home.
  if (isVisitor) return { tenantId: operatorTenant, of: ownOf(principal) }
  return { tenantId, of: scopes.includes('admin') ? {} : ownOf(principal) }
}

/** Signing in to the dashboard: an API key buys a cookie that no script can read. */
export const sessionRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/auth/sign-in', {
      config: { usesCookie: true, audit: 'session.begun' },
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
        if (principal === 'expired') throw new Failure('key_expired', 'Ask an admin of the tenant for another.')
        const { restrictions = {} } = principal
        if (restrictions.allowedOrigins !== undefined) {
          throw new Failure('forbidden', 'A key that pages carry only sends events: it cannot be used to sign in.')
        }
        if (principal.accountId !== undefined) {
          throw new Failure('forbidden', 'A service account is a program: its key cannot be used to sign in.')
        }
        checkPlace(restrictions, placeOf(request))
        // One browser has one session: the one it had before ends.
        const before = await findSession(deps, request)
        if (before !== undefined) await deps.sessions.end(before.session.id)
        const until = Math.floor(Date.now() / 1000) + sessionHours * 3600
        const token = await beginSession(deps, request, { principal, holder: principal, until })
        tellAudit(request, { principal })
        return giveSession(request, reply, token, until).code(204).send(null)
      },
    })

    app.get('/auth/methods', {
      config: { audit: { none: 'open, and of no tenant' } },
      schema: {
        operationId: 'listSignInMethods',
        tags: ['Session'],
        summary: 'How one signs in here',
        response: {
          200: Type.Object({
            api_key: Type.Boolean(),
            oidc: Type.Union([Type.Object({ name: Type.String(), start: Type.String() }), Type.Null()], {
              description: 'The provider, and the path that a browser goes to; null where none is configured',
            }),
          }),
        },
      },
      handler: async () => ({
        api_key: true,
        oidc: deps.oidc === undefined ? null : { name: deps.oidc.name, start: '/auth/oidc/start' },
      }),
    })

    app.get('/auth/session', {
      config: { scope: 'any', audit: { none: 'the caller alone' } },
      schema: {
        operationId: 'getSession',
        tags: ['Session'],
        summary: 'Who is signed in',
        response: {
          200: Type.Object({
            tenant_id: Type.String(),
            tenant_name: Type.String(),
            name: Type.String(),
            role: Type.Union([Type.String(), Type.Null()], { description: 'Of a person; null for a key or a token' }),
            person_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
            scopes: Type.Array(Type.String({ enum: [...everyScope] })),
            reporting_currency: Type.String(),
            timezone: Type.String(),
            signatures_required: Type.Boolean({ description: 'Whether changes that matter are signed' }),
            home_tenant_id: Type.Optional(
              Type.String({
                description: 'Operators alone: their own tenant; they visit another where that is not `tenant_id`',
              }),
            ),
            tenants: Type.Optional(
              Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
                description: 'Operators alone: the tenants that they may visit, the first 1000 by name',
              }),
            ),
          }),
          ...problems(),
        },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { tenantId, name, scopes, role = null, personId = null } = principal
        const tenant = await readTenant(deps.db, tenantId)
        return {
          tenant_id: tenantId,
          tenant_name: tenant.name,
          name,
          role,
          person_id: personId,
          scopes: [...scopes],
          reporting_currency: tenant.reporting_currency,
          timezone: tenant.timezone,
          signatures_required: tenant.signatures_required,
          ...(await choiceOf(deps, principal)),
        }
      },
    })

    app.get('/auth/sessions', {
      config: { scope: 'any', audit: { none: 'the caller alone' } },
      schema: {
        operationId: 'listSessions',
        tags: ['Session'],
        summary: "The caller's sessions that have not ended; for an admin those of the whole tenant",
        response: { 200: Type.Object({ sessions: Type.Array(SessionSchema) }), ...problems() },
      },
      handler: async (request) => {
        const { tenantId, of } = scopeOf(deps, request)
        const sessions = await deps.sessions.list(tenantId, of)
        return {
          sessions: sessions.map(({ created_at, seen_at, ends_at, ...rest }) => ({
            ...rest,
            ...{ created_at: momentOf(created_at), seen_at: momentOf(seen_at), ends_at: momentOf(ends_at) },
            current: rest.id === request.sessionId,
          })),
        }
      },
    })

    app.delete('/auth/sessions/:id', {
      config: { scope: 'any', audit: 'session.ended' },
      schema: {
        operationId: 'endSession',
        tags: ['Session'],
        summary: "End a session of one's own, or as an admin any of the tenant",
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null({ description: 'Ended' }), ...problems(404, 422) },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const { tenantId, of } = scopeOf(deps, request)
        const ended = await deps.sessions.endOf(tenantId, { id, ...of })
        if (ended === 0) throw new Failure('not_found', 'There is no session of this id to end.')
        tellAudit(request, { details: { session: id } })
        return reply.code(204).send(null)
      },
    })

    app.delete('/auth/sessions', {
      config: { scope: 'any', audit: 'sessions.ended' },
      schema: {
        operationId: 'endSessions',
        tags: ['Session'],
        summary: "End all sessions of a key or a person: the caller's own, or as an admin any of the tenant",
        querystring: Type.Object({
          key_id: Type.Optional(Type.String({ format: 'uuid', description: "Without either the caller's own" })),
          person_id: Type.Optional(Type.String({ format: 'uuid' })),
        }),
        response: { 200: Type.Object({ ended: Type.Integer() }), ...problems(403, 422) },
      },
      handler: async (request) => {
        const { tenantId, of } = scopeOf(deps, request)
        const own = ownOf(principalOf(request))
        const { key_id: keyId, person_id: personId } = request.query
        const wanted = keyId === undefined && personId === undefined ? own : { keyId, personId }
        const isOwn = wanted.keyId === own.keyId && wanted.personId === own.personId
        if (credentialOf(of) !== undefined && !isOwn) {
          throw new Failure('forbidden', "Another's sessions are ended by an admin of the tenant.")
        }
        const ended = await deps.sessions.endOf(tenantId, wanted)
        tellAudit(request, { details: { key: wanted.keyId, person: wanted.personId, ended } })
        return { ended }
      },
    })

    app.post('/auth/sign-out', {
      config: { usesCookie: true, audit: 'session.ended' },
      schema: {
        operationId: 'signOut',
        tags: ['Session'],
        summary: 'End the session of the cookie, for every copy of it',
        response: {
          200: Type.Object(
            {
              end_session_url: Type.String({
                description: 'Where the browser ends its session with the provider, too',
              }),
            },
            { description: 'Signed out here' },
          ),
          204: Type.Null({ description: 'Signed out' }),
          ...problems(),
        },
      },
      handler: async (request, reply) => {
        const found = await findSession(deps, request)
        if (found !== undefined) {
          await deps.sessions.end(found.session.id)
          tellAudit(request, { principal: found.session.principal })
        }
        takeSession(request, reply)
        const url = found?.session.principal.personId === undefined ? undefined : await endSessionUrl(deps, request)
        return url === undefined ? reply.code(204).send(null) : { end_session_url: url }
      },
    })
  }

/**
 * Where a person ends their session with the provider; sign-out here succeeds also where the provider cannot be
 * reached.
 */
async function endSessionUrl({ oidc, publicUrl }: HttpDeps, request: FastifyRequest): Promise<string | undefined> {
  try {
    return await oidc?.endSessionUrl(`${baseUrlOf(request, publicUrl)}/sign-in`)
  } catch (error) {
    request.log.warn({ err: error }, 'the provider could not be asked where its sessions end')
    return undefined
  }
}

/** The tenants that an operator may visit; nothing for other principals. */
async function choiceOf({ db, operatorTenant }: HttpDeps, principal: Principal) {
  if (!principal.isVisitor && !mayVisit(principal, operatorTenant)) return {}
  const tenants = await listTenants(db)
  return { home_tenant_id: operatorTenant, tenants: tenants.map(({ tenant_id: id, name }) => ({ id, name })) }
}
