import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { Failure } from '../platform/errors.ts'
import { isScope, type Principal } from './principal.ts'

const audience = 'pocm-analytics'
export const sessionHours = 12

export interface Tokens {
  /**
   * The principal that a bearer token from outside speaks for, or undefined where the token does not hold.
   * @throws Failure issuer_unavailable where that cannot be told, since the issuer's keys cannot be had
   */
  verify(token: string): Promise<Principal | undefined>
  /**
   * A token for the dashboard's cookie. It lives no longer than the API key that bought it.
   * @param until seconds since 1970, where it replaces one that ends then; else it lives for `sessionHours`
   */
  openSession(principal: Principal, until?: number): Promise<string>
  readSession(token: string): Promise<Session | undefined>
}

export interface Session {
  readonly principal: Principal
  /** Seconds since 1970 */
  readonly until: number
}

/**
 * JSON Web Tokens. Bearer tokens are checked against a shared secret (HS256) or the issuer's key set; their claims are
 * `tenant_id`, `sub` and `scope` (words apart by spaces). Sessions are signed with a key of our own.
 */
export function openTokens(settings: {
  jwtSecret?: string | undefined
  jwksUrl?: string | undefined
  session: Buffer
}): Tokens {
  const secret = settings.jwtSecret === undefined ? undefined : new TextEncoder().encode(settings.jwtSecret)
  const keySet = settings.jwksUrl === undefined ? undefined : openKeySet(settings.jwksUrl)

  const verified = async <T>(
    check: () => Promise<{ payload: JWTPayload }>,
    read: (claims: JWTPayload) => T,
  ): Promise<T | undefined> => {
    try {
      return read((await check()).payload)
    } catch (error) {
      // Whatever is wrong with a token, its bearer is nobody.
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }

  return {
    async verify(token) {
      if (secret !== undefined) {
        return verified(() => jwtVerify(token, secret, { audience, algorithms: ['HS256'] }), principalOf)
      }
      if (keySet !== undefined) return verified(() => jwtVerify(token, keySet, { audience }), principalOf)
      return undefined
    },
    openSession: ({ tenantId, name, scopes, keyId, isVisitor }, until) =>
      new SignJWT({ tenant_id: tenantId, scope: scopes.join(' '), key_id: keyId, visitor: isVisitor })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(name)
        .setAudience(`${audience}/session`)
        .setIssuedAt()
        .setExpirationTime(until ?? `${sessionHours}h`)
        .sign(settings.session),
    readSession: (token) =>
      verified(
        () => jwtVerify(token, settings.session, { audience: `${audience}/session`, algorithms: ['HS256'] }),
        sessionOf,
      ),
  }
}

/** The issuer's keys, fetched when one is needed that is not known and kept for ten minutes. */
function openKeySet(url: string): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(new URL(url))
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

function principalOf(claims: JWTPayload): Principal | undefined {
  const { tenant_id: tenantId, sub: name = 'token', scope = '', key_id: keyId } = claims
  if (typeof tenantId !== 'string' || tenantId.length === 0 || tenantId.length > 64 || typeof scope !== 'string') {
    return undefined
  }
  if (tenantId.includes('\u0000') || !tenantId.isWellFormed()) return undefined
  const key = typeof keyId === 'string' ? { keyId } : {}
  return { tenantId, name, scopes: scope.split(' ').filter(isScope), ...key }
}

/** Only what we signed ourselves may say that somebody visits. */
function sessionOf(claims: JWTPayload): Session | undefined {
  const principal = principalOf(claims)
  if (principal === undefined || claims.exp === undefined) return undefined
  return { principal: claims.visitor === true ? { ...principal, isVisitor: true } : principal, until: claims.exp }
}
