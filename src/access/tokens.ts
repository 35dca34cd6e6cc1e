import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { Failure } from '../platform/errors.ts'
import { isScope, type Principal } from './principal.ts'

const audience = 'pocm-analytics'
export const sessionHours = 12

export interface Tokens {
  /**
   * The principal that a bearer token from outside speaks for, or undefined where the token does not hold.
   * @throws Failure issuer_unavailable where that cannot be determined, since the issuer's keys cannot be fetched
   */
  verify(token: string): Promise<Principal | undefined>
  /** A token for the dashboard's cookie: the id of a session (sessions.ts), whom it speaks for and when it ends. */
  sealSession(session: Session): Promise<string>
  /** What a cookie says; whether the session is still valid is not known from it. */
  readSession(token: string): Promise<Session | undefined>
}

export interface Session {
  readonly id: string
  readonly principal: Principal
  /** Seconds since 1970 */
  readonly until: number
  /** The provider's own session (`sid`), where it sent one. */
  readonly providerSession?: string | undefined
}

/**
 * JSON Web Tokens. Bearer tokens are checked against a shared secret (HS256) or the issuer's key set. Their claims are
 * `tenant_id`, `sub`, `exp` and `scope` (words apart by spaces). Sessions are signed with a key of our own.
 */
export function openTokens(settings: {
  jwtSecret?: string | undefined
  jwksUrl?: string | undefined
  /** `iss` that bearer tokens must have, where one is named. */
  issuer?: string | undefined
  /** The longest that a bearer token may be good for. */
  maxSeconds: number
  session: Buffer
}): Tokens {
  const secret = settings.jwtSecret === undefined ? undefined : new TextEncoder().encode(settings.jwtSecret)
  const keySet = settings.jwksUrl === undefined ? undefined : openKeySet(settings.jwksUrl)
  const outside = {
    audience,
    requiredClaims: ['exp', 'sub', 'tenant_id'],
    ...(settings.issuer !== undefined && { issuer: settings.issuer }),
  }

  const verified = async <T>(
    check: () => Promise<{ payload: JWTPayload }>,
    read: (claims: JWTPayload) => T,
  ): Promise<T | undefined> => {
    try {
      return read((await check()).payload)
    } catch (error) {
      // Whatever is wrong with a token, its bearer is not authenticated.
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }
  const bearerOf = (claims: JWTPayload) => (lifetimeOf(claims) > settings.maxSeconds ? undefined : principalOf(claims))

  return {
    async verify(token) {
      if (secret !== undefined) {
        return verified(() => jwtVerify(token, secret, { ...outside, algorithms: ['HS256'] }), bearerOf)
      }
      if (keySet !== undefined) return verified(() => jwtVerify(token, keySet, outside), bearerOf)
      return undefined
    },
    sealSession: ({ id, principal: { tenantId, name, scopes, keyId, personId, isVisitor }, until, providerSession }) =>
      new SignJWT({
        ...{ tenant_id: tenantId, scope: scopes.join(' ') },
        ...{ key_id: keyId, person_id: personId, visitor: isVisitor, sid: providerSession },
      })
        .setProtectedHeader({ alg: 'HS256' })
        .setJti(id)
        .setSubject(name)
        .setAudience(`${audience}/session`)
        .setIssuedAt()
        .setExpirationTime(until)
        .sign(settings.session),
    readSession: (token) =>
      verified(
        () => jwtVerify(token, settings.session, { audience: `${audience}/session`, algorithms: ['HS256'] }),
        sessionOf,
      ),
  }
}

/** Seconds for which a token is good, from its issue or from now where it tells none, or a later one. */
function lifetimeOf({ exp = 0, iat }: JWTPayload): number {
  const now = Math.floor(Date.now() / 1000)
  return exp - Math.min(iat ?? now, now)
}

/** How soon keys are fetched again for a token of a key that is not known: a rotation holds within that time. */
const keysCooldownMs = 5_000

/** The issuer's keys, fetched when one is needed that is not known and kept for ten minutes. */
function openKeySet(url: string): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(new URL(url), { cooldownDuration: keysCooldownMs })
  return async (header, token) => {
    try {
      return await keySet(header, token)
    } catch (error) {
      if (!isIssuersTrouble(error)) throw error
      const failure = 'Ask again in a moment. Whether the token holds is not known.'
      throw new Failure('issuer_unavailable', failure, { retry_after: 5 }, { cause: error })
    }
  }
}

/** Whether keys could not be had: no way there, no answer in time, another status than 200, or no key set in it. */
function isIssuersTrouble(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC'
}

/** Words that go into logs, trails and stores: printable, and no longer than they hold. */
export const isWord = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longest && value.isWellFormed() && !/\p{Cc}/u.test(value)

/** Only claims of every token: a key and a visit are recorded in our own sessions alone. */
function principalOf(claims: JWTPayload): Principal | undefined {
  const { tenant_id: tenantId, sub: name, scope = '' } = claims
  if (!isWord(tenantId, 64) || !isWord(name, 100) || typeof scope !== 'string') return undefined
  return { tenantId, name, scopes: scope.split(' ').filter(isScope), clientId: clientOf(claims) }
}

/**
 * The client that a token of client credentials was given to: `client_id` (RFC 9068, section 2.2), or `azp`. A token of a
 * session of a person (`sid`) speaks for the person, whichever client asked for it.
 */
function clientOf({ client_id: id, azp, sid }: JWTPayload): string | undefined {
  const client = id ?? azp
  return sid === undefined && isWord(client, 255) ? client : undefined
}

function sessionOf(claims: JWTPayload): Session | undefined {
  const {
    tenant_id: tenantId,
    sub: name,
    scope,
    key_id: keyId,
    person_id: personId,
    visitor,
    sid,
    jti: id,
    exp: until,
  } = claims
  if (typeof tenantId !== 'string' || typeof name !== 'string' || typeof scope !== 'string') return undefined
  // Sessions of releases before 0015_sessions.sql have no id and could not be ended: their people sign in again.
  if (id === undefined || until === undefined) return undefined
  const holder = typeof keyId === 'string' ? { keyId } : typeof personId === 'string' ? { personId } : undefined
  if (holder === undefined) return undefined
  const principal = { tenantId, name, scopes: scope.split(' ').filter(isScope), ...holder }
  const providerSession = typeof sid === 'string' ? sid : undefined
  return { id, until, providerSession, principal: visitor === true ? { ...principal, isVisitor: true } : principal }
}
