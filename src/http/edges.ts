import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { findUnsafeValues } from '../ingest/unsafe-values.ts'
import { Failure, type FailureCode, failures } from '../platform/errors.ts'
import { problemOf, problemType, sendProblem, shortened } from './problem.ts'
import { securityHeaders } from './security-headers.ts'

/** What Node's parser rejects before there is a request. */
const ofNode: Readonly<Record<string, FailureCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
}

/** Answers bytes that are no HTTP request. The connection ends: where the next request begins is not known. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code = ofNode[error.code ?? ''] ?? 'malformed_request'
  const [status, title] = failures[code]
  const body = JSON.stringify(problemOf({ status, code, title }))
  const headers = Object.entries(securityHeaders(false)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\n${headers.join('')}content-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  )
}

/** Answers a request that finds no route because its address cannot be read. */
export function answerFrameworkError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  // No hook runs for it.
  reply.headers(securityHeaders(false))
  sendProblem(reply, new Failure('malformed_request', error.message))
}

/** How long a request that is under way when the service closes may still take. */
const lastRequestsMs = 10_000

/**
 * Answers requests that come while the service closes, and closes every idle connection. Node by itself would wait a
 * minute for one that was opened and never had a request, as browsers do.
 */
export function refuseWhenClosing(app: FastifyInstance): void {
  let closing = false
  const idle = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    idle.add(socket)
    socket.once('close', () => idle.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    idle.delete(socket)
    response.once('close', () => {
      if (closing) socket.destroySoon()
      else if (!socket.destroyed) idle.add(socket)
    })
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of idle) socket.destroy()
    setTimeout(() => app.server.closeAllConnections(), lastRequestsMs).unref()
  })
  app.addHook('onRequest', async (_request, reply) => {
    if (!closing) return
    reply.header('connection', 'close')
    throw new Failure('shutting_down', 'Ask again in a moment.', { retry_after: 5 })
  })
}

/**
 * Fields of which a request has one at most. Node takes the first of two, another server on the way may take the last, and
 * the two would see different requests (RFC 9110, section 5.3; for Host RFC 9112, section 3.2).
 */
const singleFields = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'origin',
  'sec-fetch-site',
  'traceparent',
])

/** Refuses a request that brings one of the fields twice that may come once. */
export function refuseRepeatedFields(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { rawHeaders } }) => {
    const seen = new Set<string>()
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = (rawHeaders[at] as string).toLowerCase()
      if (!singleFields.has(name)) continue
      if (seen.has(name)) throw new Failure('malformed_request', `The header field ${name} comes more than once.`)
      seen.add(name)
    }
  })
}

/** Rejects what no store can hold in any call's parameters or body; events are checked one by one instead. */
export function refuseUnsafeValues(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body, is404 }) => {
    if (is404) return
    const errors = [params, query, Buffer.isBuffer(body) ? undefined : body].flatMap((it) => findUnsafeValues(it).flaws)
    if (errors.length > 0)
      throw new Failure('invalid_request', 'A value cannot be used.', { errors: shortened(errors) })
  })
}
