import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { credentialOf } from '../../access/principal.ts'
import type { EventFilters } from '../../ledger/look-up.ts'
import type { LogPosition } from '../../ledger/read-log.ts'
import { matches } from '../../live/filter.ts'
import { Failure } from '../../platform/errors.ts'
import { mayStill, principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { type EventStream, openEventStream } from '../event-stream.ts'
import { storedFilters } from '../personal-values.ts'
import { problems } from '../problem.ts'
import { openSocketStream } from '../socket-stream.ts'
import { filterProperties } from './events.ts'

export const streamPath = '/analytics/stream'

function readPosition(id: string): LogPosition {
  const parts = /^(\d{1,19})-(\d{1,18})$/.exec(id)
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new Failure('malformed_cursor', 'Last-Event-ID is not one that this stream gave.')
  }
  return { tx: parts[1], position: parts[2] }
}

/** How soon after a credential was revoked, or ended, its streams end. */
const checkMs = 5_000

const readerOf = (request: FastifyRequest) => {
  const principal = principalOf(request)
  return credentialOf(principal) ?? principal.name
}

type Open = (on: Parameters<typeof openEventStream>[1]) => EventStream

/** GET /analytics/stream: validated events in the order of the log, as Server-Sent Events or over a WebSocket. */
export const streamRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    /** Where a reader begins; of a WebSocket it is found before the upgrade, so that a failure is an HTTP answer. */
    const beginnings = new WeakMap<FastifyRequest, { after: LogPosition; filters: EventFilters }>()

    function follow(request: FastifyRequest, open: Open): void {
      const beginning = beginnings.get(request)
      if (beginning === undefined) throw new Error('a stream was opened that was not begun')
      const { after, filters } = beginning
      const { tenantId } = principalOf(request)
      const credential = readerOf(request)
      const count = () => deps.metrics.subscribers.set(deps.feed.subscribers())
      const stream = open({
        onRoom: () => subscription.resume(),
        onEnd: () => {
          clearInterval(checking)
          subscription.end()
          count()
        },
        onDrop: (reason) => request.log.info({ tenant_id: tenantId, reason }, 'a reader of the stream was dropped'),
      })
      const subscription = deps.feed.subscribe(
        {
          tenantId,
          credential,
          matches: (event) => matches(event, filters),
          send: (event, { tx, position }) => stream.send(`${tx}-${position}`, event),
          drop: stream.drop,
        },
        after,
      )
      // The credential may be revoked, or expire: a reader that may no longer read is notified and disconnected.
      const checking = setInterval(async () => {
        try {
          if (!(await mayStill(deps, request))) stream.drop('unauthenticated')
        } catch (error) {
          request.log.warn({ err: error }, 'whether a reader of the stream may still read could not be checked')
        }
      }, checkMs)
      count()
    }

    app.route({
      method: 'GET',
      url: streamPath,
      exposeHeadRoute: false,
      config: { scope: 'analytics:read', audit: 'events.streamed', isStream: true },
      schema: {
        operationId: 'streamEvents',
        tags: ['Events'],
        summary: 'Follow events as they come (Server-Sent Events, or a WebSocket)',
        description:
          'Each message has the event `event`, its place in the log as id, and the event as JSON. `Last-Event-ID` (or ' +
          '`last_event_id`) resumes after that place without a gap or a repeat. `dropped` says why the stream ends. ' +
          'Over a WebSocket a message is the JSON `{id, event, data}`; with the session cookie it must come from a page of ' +
          'this service.',
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
      preHandler: async (request) => {
        const last = request.headers['last-event-id'] || request.query.last_event_id
        const { last_event_id: _, ...asked } = request.query
        const { tenantId } = principalOf(request)
        const filters = await storedFilters(deps, tenantId, asked)
        const by = { tenantId, credential: readerOf(request) }
        beginnings.set(request, { after: await deps.feed.begin(by, last ? readPosition(last) : undefined), filters })
      },
      handler: async (request, reply) => {
        reply.hijack()
        follow(request, (on) => openEventStream(reply.raw, on))
      },
      wsHandler: (socket, request) => {
        follow(request as FastifyRequest, (on) => openSocketStream(socket, on))
      },
    })
  }
