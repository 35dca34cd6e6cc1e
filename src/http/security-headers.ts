import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether the client speaks TLS with this service, or with what stands in front of it. */
    readonly isSecure: boolean
  }
}

/** An answer of the API is data: nothing in it is run, framed or loaded. */
const policy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'none'"

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const

/** Two years, as browsers' lists ask for. */
const transport = 'max-age=63072000; includeSubDomains'

/** Headers of one answer; those that its route set itself stay. */
export const securityHeaders = (isSecure: boolean): Readonly<Record<string, string>> => ({
  ...always,
  'content-security-policy': policy,
  'cache-control': 'no-store',
  ...(isSecure && { 'strict-transport-security': transport }),
})

/**
 * Gives every answer its security headers: of routes, errors, the 404 handler and streams, which write their own head
 * with what is set here.
 * @param publicUrl where people reach the service; with https every answer is one over TLS
 */
export function secureAnswers(app: FastifyInstance, publicUrl: string | undefined): void {
  const isAlwaysSecure = publicUrl?.startsWith('https:') ?? false
  app.decorateRequest('isSecure', {
    getter(this: FastifyRequest) {
      return isAlwaysSecure || this.protocol === 'https'
    },
  })
  // On the bare response, at the start: an answer that is hijacked, as a stream's is, has no later hook. What a route
  // sets replaces these.
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(securityHeaders(request.isSecure))) reply.raw.setHeader(name, value)
  })
}
