import type { FastifyInstance } from 'fastify'
import { Failure } from '../platform/errors.ts'
import { methodsOf } from './declared-routes.ts'
import type { HttpDeps } from './deps.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set where pages of other origins may call, with a key that is allowed for them (`allowed_origins`). */
    browserKeys?: true
  }
}

/** What a page may send beside what any page may, and what it may read of an answer. */
const sent = 'authorization, content-encoding, content-type, traceparent, tracestate'
const read = 'ratelimit, ratelimit-policy, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after'
/** How long a browser remembers that it may, in seconds. */
const preflightSeconds = 600

/**
 * Cross-origin resource sharing for keys that pages carry (https://fetch.spec.whatwg.org/#http-cors-protocol). A preflight
 * has no credential: it is answered for every origin that some key allows. Whether the key of the call that follows allows
 * it is asked when it comes, and cookies are never let through. Answers that refuse are readable, too.
 */
export function answerOtherOrigins(app: FastifyInstance, { keyRing }: Pick<HttpDeps, 'keyRing'>): void {
  const isOpen = (path: string) => app.declaredRoutes.some(({ url, config }) => config.browserKeys && url === path)

  app.addHook('onRequest', async (request, reply) => {
    const { method, headers, url, routeOptions } = request
    const { origin } = headers
    const path = url.split('?')[0] ?? url
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
    if (origin === undefined || !(routeOptions.config?.browserKeys || (isPreflight && isOpen(path)))) return
    reply.raw.setHeader('vary', 'origin')
    const isAllowed = await keyRing.allowsOrigin(origin)
    if (isAllowed) {
      reply.raw.setHeader('access-control-allow-origin', origin)
      reply.raw.setHeader('access-control-expose-headers', read)
    }
    if (!isPreflight) return
    if (!isAllowed) throw new Failure('origin_not_allowed', 'No API key is for pages of this origin.')
    reply.headers({
      'access-control-allow-methods': methodsOf(app, path).join(', '),
      'access-control-allow-headers': sent,
      'access-control-max-age': String(preflightSeconds),
    })
    return reply.code(204).send()
  })
}
