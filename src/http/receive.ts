import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Failure } from '../platform/errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes that this request makes the process hold. @throws Failure too_many_requests */
    countBytes: (bytes: number) => void
  }
}

/**
 * Counts the bytes of all bodies that are under way, so that many large ones together cannot fill the memory. They are
 * given back when the answer is sent or the client has gone.
 */
export function countBodies(app: FastifyInstance, mostBytes: number): void {
  let held = 0
  const open = (response: ServerResponse) => {
    let mine = 0
    response.once('close', () => {
      held -= mine
      mine = 0
    })
    return (bytes: number) => {
      if (held + bytes > mostBytes) {
        const detail = `Requests of ${held} bytes are being worked on.`
        throw new Failure('too_many_requests', detail, { retry_after: 1 })
      }
      if (response.closed) return
      held += bytes
      mine += bytes
    }
  }
  app.decorateRequest('countBytes')
  app.addHook('onRequest', async (request, reply) => {
    request.countBytes = open(reply.raw)
  })
}

const tooLarge = (limit: number) => new Failure('body_too_large', `The body has more than ${limit} bytes.`)

/**
 * Reads a body to its end.
 * What is refused is still taken off the wire and thrown away: a client that is cut off while it sends sees a broken
 * connection and never the answer.
 * @throws Failure body_too_large, malformed_body, too_many_requests
 */
async function readAll(request: FastifyRequest, payload: IncomingMessage, limit: number): Promise<Buffer> {
  try {
    if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of payload.iterator({ destroyOnReturn: false })) {
      length += chunk.length
      if (length > limit) throw tooLarge(limit)
      request.countBytes(chunk.length)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, length)
  } catch (error) {
    payload.resume()
    if (error instanceof Failure) throw error
    throw new Failure('malformed_body', 'The body ended too early.', {}, { cause: error })
  }
}

/** Makes the routes of `app` take bodies of these types; all other types are refused. */
export function receiveBodies(
  app: FastifyInstance,
  types: readonly string[],
  limit: number,
  read: (body: Buffer, request: FastifyRequest) => unknown,
): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser([...types], async (request: FastifyRequest, payload: IncomingMessage) =>
    read(await readAll(request, payload, limit), request),
  )
}
