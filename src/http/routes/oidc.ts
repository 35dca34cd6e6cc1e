import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Oidc } from '../../access/oidc.ts'
import { pendingSeconds } from '../../access/pending-sign-in.ts'
import { type RecordSignIn, signInPerson } from '../../access/sign-in-person.ts'
import { sessionHours } from '../../access/tokens.ts'
import { Failure } from '../../platform/errors.ts'
import { recordOf, tellAudit } from '../audit.ts'
import { baseUrlOf } from '../base-url.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { receiveBodies } from '../receive.ts'
import { beginSession, findSession } from '../session.ts'
import { givePending, giveSession, pendingCookieOf, takePending } from '../session-cookie.ts'

const callbackPath = '/auth/oidc/callback'
/** A logout token is a JWT of a few claims. */
const logoutBytes = 16 * 1024
const form = 'application/x-www-form-urlencoded'

/**
 * A path of this service: a second slash or a backslash would name another host, and browsers pass by tabs and line ends in
 * front of one.
 */
const ownPath = '^/(?![/\\\\])[^\\u0000-\\u0020\\u007f]*$'
const text = Type.Optional(Type.String({ maxLength: 4_096 }))
const Redirection = Type.Null({ description: 'Go to `Location`' })

/** @throws Failure not_found */
function providerOf({ oidc }: HttpDeps): Oidc {
  if (oidc !== undefined) return oidc
  throw new Failure('not_found', 'Sign-in by OpenID Connect is not configured (POCM_OIDC_ISSUER).')
}

/** Sign-in of people by OpenID Connect: code flow with PKCE, and logout that the provider requests. */
export const oidcRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/auth/oidc/start', {
      config: { audit: { none: 'no person has signed in yet' } },
      schema: {
        operationId: 'startOidcSignIn',
        tags: ['Session'],
        summary: 'Go to the provider to sign in',
        querystring: Type.Object({
          return: Type.Optional(
            Type.String({ maxLength: 2_000, pattern: ownPath, description: 'The path to go on to' }),
          ),
          fresh: Type.Optional(
            Type.Boolean({ description: 'Give the credential again, to sign something within ten minutes' }),
          ),
        }),
        response: { 302: Redirection, ...problems(404, 422, 503) },
      },
      handler: async (request, reply) => {
        const redirectUri = baseUrlOf(request, deps.publicUrl) + callbackPath
        const isFresh = request.query.fresh === true
        const { url, pending } = await providerOf(deps).begin(redirectUri, isFresh)
        const before = (await findSession(deps, request))?.session.id
        const returnTo = request.query.return ?? '/'
        const sealed = await deps.pendingSignIns.seal({
          ...{ ...pending, redirectUri, returnTo, before },
          ...(isFresh && { isFresh }),
        })
        return givePending(request, reply, sealed, pendingSeconds).redirect(url, 302) as never
      },
    })

    app.get(callbackPath, {
      config: { audit: 'session.begun' },
      schema: {
        operationId: 'finishOidcSignIn',
        tags: ['Session'],
        summary: 'Where the provider sends a browser back to: begins a session',
        description:
          'A browser (`Accept: text/html`) that is refused is redirected to the sign-in page, which says why.',
        querystring: Type.Object({ code: text, state: text, error: text }),
        response: { 302: Redirection, ...problems(403, 404, 422, 503) },
      },
      handler: async (request, reply) => {
        takePending(request, reply)
        try {
          return await finish(deps, request, reply)
        } catch (error) {
          const isPage = request.headers.accept?.includes('text/html') ?? false
          if (!(error instanceof Failure) || !isPage) throw error
          request.log.warn({ err: error, cause: error.cause }, 'a sign-in was refused')
          return reply.redirect(`/sign-in?problem=${error.code}`, 302) as never
        }
      },
    })

    await app.register(async (inner) => {
      receiveBodies(inner, [form], logoutBytes, (body) => Object.fromEntries(new URLSearchParams(body.toString())))
      inner.post('/auth/oidc/backchannel-logout', {
        config: { audit: 'sessions.ended', bodyBytes: logoutBytes, strangerBytes: logoutBytes },
        schema: {
          operationId: 'endSessionsByProvider',
          tags: ['Session'],
          summary: 'Where the provider reports that a person has signed out: ends their sessions',
          description: 'OpenID Connect Back-Channel Logout 1.0. The token says who sends it; no credential is needed.',
          body: { content: { [form]: { schema: LogoutSchema } } },
          response: {
            200: Type.Object({}, { description: 'The sessions have ended' }),
            ...problems(400, 404, 422, 503),
          },
        },
        handler: async (request) => {
          const { logout_token: token } = request.body as { logout_token: string }
          const logout = await providerOf(deps).readLogout(token)
          for (const { tenantId, personId, ended } of await deps.sessions.endOfProvider(logout)) {
            await deps.trail.append({
              ...recordOf(request, deps, { tenantId, personId, name: `person ${personId}`, scopes: [] }),
              ...{ action: 'sessions.ended', outcome: 'succeeded', details: { person: personId, ended } },
            })
          }
          tellAudit(request, { isSilent: true })
          return {}
        },
      })
    })
  }

const LogoutSchema = Type.Object({ logout_token: Type.String({ minLength: 1 }) })

/** @throws Failure sign_in_failed, unknown_tenant, not_invited, person_removed, issuer_unavailable */
async function finish(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<never> {
  const provider = providerOf(deps)
  const sealed = pendingCookieOf(request)
  const pending = sealed === undefined ? undefined : await deps.pendingSignIns.open(sealed)
  if (pending === undefined) {
    throw new Failure('sign_in_failed', 'This browser has begun no sign-in in the last ten minutes: sign in again.')
  }
  const { search } = new URL(request.url, 'http://localhost')
  const { identity, sid: providerSession, authenticatedAt } = await provider.finish(search, pending)
  const record: RecordSignIn = async (tx, { id: personId, tenantId, before }, change) => {
    const person = { tenantId, personId, name: `person ${personId}`, scopes: [] }
    const action = before === undefined ? 'person.joined' : 'person.role_changed'
    await deps.trail.appendWithin(tx, {
      ...{ ...recordOf(request, deps, person), ...change, action, outcome: 'succeeded' },
      details: change.details ?? {},
    })
  }
  const { id } = await signInPerson(deps.db, identity, deps.operatorTenant, record)
  deps.people.forget()
  const principal = await deps.people.find(id)
  if (principal === undefined) throw new Failure('person_removed', 'You were removed from this tenant a moment ago.')
  // One browser has one session: the one it had before ends.
  if (pending.before !== undefined) await deps.sessions.end(pending.before)
  const until = Math.floor(Date.now() / 1000) + sessionHours * 3600
  const token = await beginSession(deps, request, {
    ...{ principal, holder: principal, until },
    ...{ providerSession, authenticatedAt },
  })
  tellAudit(request, { principal, details: { person: id } })
  return giveSession(request, reply, token, until).redirect(pending.returnTo, 302) as never
}
