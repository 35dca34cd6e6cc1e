import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Failure } from '../platform/errors.ts'

/** The window in which the failed credentials of an address are counted. */
const windowSeconds = 10

/** How many credentials that do not hold an address may show in a window: at sign-in, which is for people, and in calls. */
export interface FailedCredentialLimits {
  readonly signIns: number
  readonly calls: number
}

/** Credentials that held lately: they are not kept waiting for what others at their address try. */
const mostRemembered = 10_000

const signInPath = '/auth/sign-in'

const credentialOf = ({ headers }: FastifyRequest): string | undefined => headers.authorization ?? headers.cookie

/**
 * Slows down the guessing of credentials: after some that were not valid, an address is answered 429 until its window
 * ends, before anything is looked up. A credential that was valid before keeps working, so that one client behind a
 * proxy cannot lock out the others. The address is the client's where the proxies are trusted (`POCM_TRUSTED_PROXIES`).
 */
export function slowFailedCredentials(app: FastifyInstance, most: FailedCredentialLimits): void {
  const limiters = {
    signIns: new RateLimiterMemory({ points: most.signIns, duration: windowSeconds }),
    calls: new RateLimiterMemory({ points: most.calls, duration: windowSeconds }),
  }
  const held = new Set<string>()
  const nameOf = (credential: string) => createHash('sha256').update(credential).digest('base64')
  const limiterOf = ({ routeOptions }: FastifyRequest) =>
    limiters[routeOptions.url === signInPath ? 'signIns' : 'calls']

  app.addHook('onRequest', async (request) => {
    const found = await limiterOf(request).get(request.ip)
    if (found === null || found.remainingPoints > 0) return
    const credential = credentialOf(request)
    if (credential !== undefined && request.routeOptions.url !== signInPath && held.has(nameOf(credential))) return
    const retry_after = Math.max(1, Math.ceil(found.msBeforeNext / 1000))
    throw new Failure('too_many_requests', 'Too many credentials from this address did not hold.', { retry_after })
  })

  app.addHook('onResponse', async (request, reply) => {
    const credential = credentialOf(request)
    if (reply.statusCode === 401 && (credential !== undefined || request.routeOptions.url === signInPath)) {
      // The library rejects where no points are left; the next request is refused.
      await limiterOf(request)
        .penalty(request.ip)
        .catch((error) => request.log.debug({ err: error }, 'a failed credential could not be counted'))
      return
    }
    if (request.principal === null || credential === undefined) return
    const name = nameOf(credential)
    if (held.has(name)) return
    if (held.size >= mostRemembered) held.delete(held.values().next().value as string)
    held.add(name)
  })
}
