import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { credentialOf } from '../access/principal.ts'
import { type Budget, openBudget } from '../platform/budget.ts'
import { Failure } from '../platform/errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Counts bytes that this request makes the process hold; a negative number gives some back.
     * @throws Failure too_many_requests
     */
    countBytes: (bytes: number) => void
  }
  interface FastifyContextConfig {
    /** The largest body of the route in bytes, where it is less than that of any call. */
    bodyBytes?: number
    /** The largest body of a request that has shown no credential, where it is more than a stranger may send elsewhere. */
    strangerBytes?: number
  }
}

/**
 * Counts the bytes of all bodies that are under way, so that many large ones together cannot fill the memory: those of one
 * credential and of one tenant against shares of the whole, so that there is always room for others. They are given back
 * when the answer is sent or the client has gone. A request without a credential is not counted, and may send next to nothing.
 */
export function countBodies(app: FastifyInstance, mostBytes: number): void {
  const budget = openBudget(mostBytes)
  app.decorateRequest('countBytes')
  app.addHook('onRequest', async (request, reply) => {
    request.countBytes = counterOf(budget, request, reply.raw)
  })
}

function counterOf(budget: Budget, request: FastifyRequest, response: ServerResponse): (bytes: number) => void {
  let mine = 0
  const holder = () => {
    const { principal } = request
    return principal && { tenant: principal.tenantId, credential: credentialOf(principal) ?? principal.name }
  }
  response.once('close', () => {
    const by = holder()
    if (by) budget.give(by, mine)
    mine = 0
  })
  return (bytes) => {
    const by = holder()
    if (!by || response.closed) return
    if (bytes < 0) budget.give(by, -bytes)
    else if (!budget.take(by, bytes)) {
      throw new Failure('too_many_requests', 'Too many bytes are being worked on.', { retry_after: 1 })
    }
    mine += bytes
  }
}

/** The largest body of a request that has shown no credential. */
const strangerBytes = 1024

const tooLarge = (limit: number) => new Failure('body_too_large', `The body has more than ${limit} bytes.`)
const tooSlow = () => new Failure('request_timeout', 'The body came too slowly.')

/** A body must bring so much in each span, or come to its end: what trickles holds a place and memory for nothing. */
const slowBytes = 1024
const slowMs = 10_000

/**
 * Reads a body to its end.
 * What is refused is still taken off the wire and thrown away: a client that is cut off while it sends sees a broken
 * connection and never the answer.
 * @throws Failure body_too_large, malformed_body, request_timeout, too_many_requests
 */
async function readAll(request: FastifyRequest, payload: IncomingMessage, limit: number): Promise<Buffer> {
  let arrived = 0
  let seen = 0
  const slow = Promise.withResolvers<never>()
  const watch = setInterval(() => {
    if (arrived - seen < slowBytes) slow.reject(tooSlow())
    seen = arrived
  }, slowMs)
  const read = async () => {
    const chunks: Buffer[] = []
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      arrived += chunk.length
      if (arrived > limit) throw tooLarge(limit)
      request.countBytes(chunk.length)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, arrived)
  }
  try {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    return await Promise.race([read(), slow.promise])
  } catch (error) {
    payload.resume()
    if (error instanceof Failure) throw error
    throw new Failure('malformed_body', 'The body ended too early.', {}, { cause: error })
  } finally {
    clearInterval(watch)
  }
}

/** How long, and how many bytes, a refused body is read on for a client that closes the connection behind its answer. */
const drainMs = 5_000
const drainBytes = 64 * 1024 * 1024

/**
 * Reads what a refused request still sends, within bounds. Node ends a connection that is to be closed as soon as the answer is
 * written, and a client that still sends would see it broken, and not the answer.
 */
export async function drain(payload: IncomingMessage): Promise<void> {
  if (payload.complete || payload.destroyed) return
  await new Promise<void>((resolve) => {
    let left = drainBytes
    const timer = setTimeout(resolve, drainMs)
    const end = () => {
      clearTimeout(timer)
      payload.off('data', onData)
      resolve()
    }
    const onData = (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) end()
    }
    payload.on('data', onData)
    payload.once('end', end)
    payload.once('close', end)
  })
}

/** Makes the routes of `app` take bodies of these types; all other types are refused. */
export function receiveBodies(
  app: FastifyInstance,
  types: readonly string[],
  limit: number,
  read: (body: Buffer, request: FastifyRequest) => unknown,
): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...types], async (request: FastifyRequest, payload: IncomingMessage) => {
    const { bodyBytes = limit, strangerBytes: open = strangerBytes } = request.routeOptions.config
    const most = request.principal === null ? Math.min(bodyBytes, open) : bodyBytes
    return read(await readAll(request, payload, most), request)
  })
}
