import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { LogPosition } from '../../ledger/read-log.ts'
import { matches } from '../../live/filter.ts'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { openEventStream } from '../event-stream.ts'
import { problems } from '../problem.ts'
import { filterProperties } from './events.ts'

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
          ...problems(400, 422, 429, 503),
        },
      },
      handler: async (request, reply) => {
        const { last_event_id, ...filters } = request.query
        const last = request.headers['last-event-id'] || last_event_id
        const after = await deps.feed.begin(last ? readPosition(last) : undefined)
        const { tenantId } = principalOf(request)
        const count = () => deps.metrics.subscribers.set(deps.feed.subscribers())

        reply.hijack()
        const stream = openEventStream(reply.raw, {
          onRoom: () => subscription.resume(),
          onEnd: () => {
            subscription.end()
            count()
          },
          onDrop: (reason) => request.log.info({ tenant_id: tenantId, reason }, 'a reader of the stream was dropped'),
        })
        const subscription = deps.feed.subscribe(
          {
            tenantId,
            matches: (event) => matches(event, filters),
            send: (event, { tx, position }) => stream.send(`${tx}-${position}`, event),
            drop: stream.drop,
          },
          after,
        )
        count()
      },
    })
  }
