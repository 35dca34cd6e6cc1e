import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { LogPosition } from '../../ledger/read-log.ts'
import { matches } from '../../live/filter.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { filterProperties } from './events.ts'

const keepAliveMs = 15_000
/** A reader that takes nothing for so long is dropped; it may resume from the last id that it got. */
const slowMs = 10_000
/** What may wait in this process for one reader. */
const bufferBytes = 512 * 1024

function readPosition(id: string): LogPosition {
  const parts = /^(\d{1,19})-(\d{1,18})$/.exec(id)
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new Failure('malformed_cursor', 'Last-Event-ID is not one that this stream gave.')
  }
  return { tx: parts[1], position: parts[2] }
}

/** GET /analytics/stream: validated events as Server-Sent Events, in the order of the log. */
export const streamRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/stream', {
      config: { scope: 'analytics:read' },
      schema: {
        operationId: 'streamEvents',
        tags: ['Events'],
        summary: 'Follow events as they come (Server-Sent Events)',
        description:
          'Each message has the event `event`, its place in the log as id, and the event as JSON. `Last-Event-ID` (or ' +
          '`last_event_id`) resumes after that place without a gap or a repeat. `dropped` tells why the stream ends.',
        querystring: Type.Object({
          ...filterProperties,
          last_event_id: Type.Optional(Type.String({ maxLength: 40 })),
        }),
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String({ maxLength: 40 })) }),
        response: {
          200: { description: 'A stream', content: { 'text/event-stream': { schema: Type.String() } } },
          ...problems(400, 422, 503),
        },
      },
      handler: async (request, reply) => {
        const { last_event_id, ...filters } = request.query
        const last = request.headers['last-event-id'] ?? last_event_id
        const after = last === undefined || last === '' ? undefined : readPosition(last)
        const { tenantId } = principalOf(request)

        reply.hijack()
        const response = reply.raw
        response.writeHead(200, {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-cache, no-transform',
          'x-accel-buffering': 'no',
        })
        response.write('retry: 1000\n\n')
        const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs)
        let tooSlow: NodeJS.Timeout | undefined

        const drop = (reason: string) => {
          response.end(`event: dropped\ndata: ${JSON.stringify({ reason })}\n\n`)
          // One who reads nothing does not read this either.
          if (reason === 'slow_reader') response.socket?.destroySoon()
        }
        const subscription = await deps.feed.subscribe(
          {
            tenantId,
            matches: (event) => matches(event, filters),
            send: (event, { tx, position }) => {
              response.write(`id: ${tx}-${position}\nevent: event\ndata: ${JSON.stringify(event)}\n\n`)
              if (response.writableLength < bufferBytes) return true
              tooSlow = setTimeout(() => {
                request.log.info({ tenant_id: tenantId }, 'a slow reader of the stream was dropped')
                drop('slow_reader')
              }, slowMs)
              return false
            },
            drop,
          },
          after,
        )
        deps.metrics.subscribers.set(deps.feed.subscribers())
        response.on('drain', () => {
          clearTimeout(tooSlow)
          subscription.resume()
        })
        response.on('close', () => {
          clearInterval(keepAlive)
          clearTimeout(tooSlow)
          subscription.end()
          deps.metrics.subscribers.set(deps.feed.subscribers())
        })
      },
    })
  }
