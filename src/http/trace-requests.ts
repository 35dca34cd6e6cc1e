import type { FastifyInstance } from 'fastify'
import { readTraceparent, type Span, type Tracer, within } from '../platform/tracing.ts'

/** Asked every few seconds by what watches the process; their spans would say nothing. */
const untraced = /^\/(health|ready|live|metrics|actuator\b.*)$/

/**
 * Gives each request a span, which continues the client's `traceparent` and ends with the answer. It comes before all
 * other hooks, so that a refused request has one too.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer | undefined): void {
  if (tracer === undefined) return
  const spans = new WeakMap<object, Span>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions } = request
    const route = routeOptions.url ?? 'none'
    const span = untraced.test(route)
      ? undefined
      : tracer.begin(`${route === 'none' ? 'unknown' : method} ${route}`, {
          kind: 'server',
          attributes: { 'http.request.method': route === 'none' ? '_OTHER' : method, 'http.route': route },
          parent: readTraceparent(request.headers.traceparent),
        })
    if (span === undefined) return done()
    spans.set(request, span)
    within(span, done)
  })
  // The body is read by the socket's events, which know nothing of the hook before.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request)
    if (span === undefined) return done()
    within(span, done)
  })
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)
    if (span === undefined) return
    if (reply.statusCode >= 500) span.fail(String(reply.statusCode))
    span.end({ 'http.response.status_code': reply.statusCode })
  })
}
