import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { Failure } from '../platform/errors.ts'
import { type ClaimRules, identityOf } from './oidc-claims.ts'
import type { Identity } from './sign-in-person.ts'

export interface OidcConfig extends ClaimRules {
  readonly issuer: string
  readonly clientId: string
  /** Undefined for a public client: PKCE alone then ties a code to who asked for it. */
  readonly clientSecret: string | undefined
  /** Words apart by spaces. */
  readonly scope: string
  /** What people call the provider. */
  readonly name: string
}

/** A sign-in that was begun, and what its end has to fit. */
export interface PendingSignIn {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
  /** The path of the service to go on to. */
  readonly returnTo: string
  /** The session that the browser had before. */
  readonly before?: string | undefined
  /** Set where the person has to give their credential now, whatever session the provider has. */
  readonly isFresh?: true
}

/** Which sessions a provider says have ended. */
export interface Logout {
  readonly issuer: string
  readonly subject: string | undefined
  readonly sid: string | undefined
}

export interface Oidc {
  readonly name: string
  /** Where a browser signs in, and what is to be kept until it comes back. */
  begin(
    redirectUri: string,
    isFresh?: boolean,
  ): Promise<{ url: string; pending: Pick<PendingSignIn, 'state' | 'nonce' | 'verifier'> }>
  /**
   * Exchanges the code of a callback, and checks what comes of it.
   * @throws Failure sign_in_failed, issuer_unavailable, unknown_tenant
   */
  finish(
    search: string,
    pending: PendingSignIn,
  ): Promise<{ identity: Identity; sid: string | undefined; authenticatedAt: number | undefined }>
  /** What a logout token says. @throws Failure invalid_logout, issuer_unavailable */
  readLogout(token: string): Promise<Logout>
  /** Where a browser ends its session with the provider, too; undefined where the provider has no such place. */
  endSessionUrl(returnUri: string): Promise<string | undefined>
}

/** Clocks of two machines differ by no more, in seconds. */
const toleranceSeconds = 60
const timeoutSeconds = 10
/** How long the provider's document is believed. */
const documentMs = 10 * 60_000
/** How soon keys are fetched again for a token of a key that is not known. */
const keysCooldownMs = 5_000
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/** A logout token is sent when it is issued; an old one is a replay. */
const logoutMaxAge = '5 minutes'

interface Provider {
  readonly config: client.Configuration
  readonly keys: ReturnType<typeof createRemoteJWKSet>
  readonly until: number
}

/**
 * Sign-in by OpenID Connect: code flow with PKCE, state and nonce. The provider gets no request before the first
 * sign-in.
 */
export function openOidc(settings: OidcConfig): Oidc {
  let known: Provider | undefined
  let asking: Promise<Provider> | undefined

  async function discover(): Promise<Provider> {
    const { issuer, clientId, clientSecret } = settings
    const server = new URL(issuer)
    const metadata = { [client.clockTolerance]: toleranceSeconds, ...(clientSecret && { client_secret: clientSecret }) }
    const config = await client.discovery(server, clientId, metadata, authenticationOf(clientSecret), {
      timeout: timeoutSeconds,
      // Plain HTTP within a private network alone: the setting is guarded.
      execute: server.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    })
    const { jwks_uri: keysUri } = config.serverMetadata()
    if (keysUri === undefined) throw new Error('the provider names no key set')
    const keys = createRemoteJWKSet(new URL(keysUri), {
      ...{ timeoutDuration: timeoutSeconds * 1_000, cooldownDuration: keysCooldownMs },
    })
    return { config, keys, until: Date.now() + documentMs }
  }

  /** Single flight: those who come while the document is fetched share it. @throws Failure issuer_unavailable */
  async function provider(): Promise<Provider> {
    if (known !== undefined && known.until > Date.now()) return known
    asking ??= discover().finally(() => {
      asking = undefined
    })
    try {
      known = await asking
      return known
    } catch (error) {
      throw unavailable(error)
    }
  }

  /** Checks a token by the provider's keys; those of a rotation are fetched. */
  async function verify(token: string, more: JWTVerifyOptions): Promise<JWTPayload> {
    const { config, keys } = await provider()
    const options = {
      ...{ issuer: config.serverMetadata().issuer, audience: settings.clientId, clockTolerance: toleranceSeconds },
      ...more,
    }
    return (await jwtVerify(token, keys, options)).payload
  }

  return {
    name: settings.name,
    async begin(redirectUri, isFresh = false) {
      const { config } = await provider()
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()]
      const url = client.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUri, scope: settings.scope, state, nonce },
        ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
        ...(isFresh && { prompt: 'login', max_age: '0' }),
      })
      return { url: url.href, pending: { state, nonce, verifier } }
    },
    async finish(search, { state, nonce, verifier, redirectUri, isFresh }) {
      const { config, keys } = await provider()
      const callback = new URL(redirectUri)
      callback.search = search
      try {
        const tokens = await client.authorizationCodeGrant(config, callback, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
          ...(isFresh && { maxAge: 0 }),
        })
        const idToken = tokens.id_token as string
        const required = { requiredClaims: ['sub', 'exp', 'iat'] }
        const claims = await verify(idToken, required).catch(async (error) => {
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
          // The token came from the provider itself, so the key that it names is new, however lately keys were fetched.
          await keys.reload()
          return verify(idToken, required)
        })
        const subject = claims.sub as string
        const info = config.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(config, tokens.access_token, subject)
          : {}
        const identity = identityOf({ ...info, ...claims }, settings)
        const { sid, auth_time: at } = claims
        return {
          ...{ identity, sid: typeof sid === 'string' ? sid : undefined },
          authenticatedAt: typeof at === 'number' ? at : undefined,
        }
      } catch (error) {
        throw failureOf(error)
      }
    },
    async readLogout(token) {
      try {
        const { iss, sub, sid, events, nonce } = await verify(token, {
          ...{ requiredClaims: ['iss', 'iat', 'jti', 'events'], maxTokenAge: logoutMaxAge },
        })
        const isLogout = typeof events === 'object' && events !== null && logoutEvent in events
        const names = (typeof sub === 'string' && sub !== '') || (typeof sid === 'string' && sid !== '')
        if (!isLogout || nonce !== undefined || !names) throw invalidLogout()
        const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
        return { issuer: iss as string, subject: text(sub), sid: text(sid) }
      } catch (error) {
        if (error instanceof Failure) throw error
        if (isAway(error)) throw unavailable(error)
        throw invalidLogout(error)
      }
    },
    async endSessionUrl(returnUri) {
      const { config } = await provider()
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined
      // `client_id` is added: it says whose `post_logout_redirect_uri` it is.
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri: returnUri }).href
    },
  }
}

/**
 * `client_secret_basic`, which a client has unless it was registered with another method (OpenID Connect Dynamic Client
 * Registration, section 2); `client_secret_post` where the provider knows no other of the two.
 */
function authenticationOf(secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None()
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)]
  return (provider, ...more) => {
    const { token_endpoint_auth_methods_supported: known = ['client_secret_basic'] } = provider
    const isPost = !known.includes('client_secret_basic') && known.includes('client_secret_post')
    return (isPost ? post : basic)(provider, ...more)
  }
}

const unavailable = (cause: unknown) =>
  new Failure(
    'issuer_unavailable',
    'The sign-in provider cannot be asked: try again in a moment.',
    { retry_after: 5 },
    {
      cause,
    },
  )

const invalidLogout = (cause?: unknown) =>
  new Failure('invalid_logout', 'The logout token is none of the provider for this client.', {}, { cause })

/** Whether the provider gave no answer, or none of use. */
function isAway(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC'
  if (error instanceof client.ClientError) {
    const { status } = (error.cause ?? {}) as { status?: number }
    return error.code === 'OAUTH_TIMEOUT' || (status !== undefined && status >= 500)
  }
  return error instanceof TypeError && error.message === 'fetch failed'
}

/** The answer to a sign-in that failed; the full cause is only logged. */
function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (isAway(error)) return unavailable(error)
  const denied = error instanceof client.AuthorizationResponseError && error.error === 'access_denied'
  const detail = denied
    ? 'The provider did not let you in.'
    : 'The answer of the provider does not hold: sign in again.'
  return new Failure('sign_in_failed', detail, {}, { cause: error })
}
