import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Limited } from '../access/limit-overrides.ts'
import { windowSeconds } from '../access/rate-limits.ts'
import { Failure } from '../platform/errors.ts'
import { principalOf } from './authentication.ts'
import type { HttpDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set where the events that are sent are counted by `takeFromLimit`, and not the calls. */
    limits?: 'events'
  }
}

/**
 * Takes from what the credential may still send and reports what is left, in the fields of
 * draft-ietf-httpapi-ratelimit-headers-10 and in those of its drafts before 08, which more clients know.
 * @throws Failure too_many_requests
 */
export async function takeFromLimit(
  { rateLimits }: Pick<HttpDeps, 'rateLimits'>,
  request: FastifyRequest,
  reply: FastifyReply,
  what: Limited,
  amount: number,
): Promise<void> {
  const quota = await rateLimits.take(what, principalOf(request), amount)
  if (quota === undefined) return
  const { allowed, limit, remaining, resetSeconds } = quota
  reply.headers({
    'ratelimit-policy': `"${what}";q=${limit};w=${windowSeconds}`,
    ratelimit: `"${what}";r=${remaining};t=${resetSeconds}`,
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  })
  if (allowed) return
  const detail = `This credential may send ${limit} ${what} in ${windowSeconds} seconds.`
  throw new Failure('too_many_requests', detail, { retry_after: Math.max(resetSeconds, 1) })
}

/** Counts the calls of each credential, once it is known and before a body is read. */
export function limitRequests(app: FastifyInstance, deps: HttpDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    const { scope, limits } = request.routeOptions.config
    if (scope === undefined || request.principal === null) return
    // A call that sends events counts as one at least, whatever becomes of its body; the others are counted when they are read.
    await takeFromLimit(deps, request, reply, limits === 'events' ? 'events' : 'requests', 1)
  })
}
