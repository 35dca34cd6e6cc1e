import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { personOf } from '../../access/principal.ts'
import { schemaOf } from '../../events/schema.ts'
import { traceIdOf } from '../../ingest/cloud-event.ts'
import { toCount } from '../../ingest/count-outcomes.ts'
import { ingest } from '../../ingest/ingest.ts'
import { type Outcome, type Reason, type Rejected, reasons } from '../../ingest/outcome.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { noteOperation } from '../note-operation.ts'
import { withExamples } from '../openapi.ts'
import { FlawSchema, problems, sendProblem } from '../problem.ts'
import { takeFromLimit } from '../rate-limits.ts'
import { checkCharset, decompress } from '../read-body.ts'
import { readLines, readList, readOne, type Sent } from '../read-events.ts'
import { receiveBodies } from '../receive.ts'

const maxEvents = 5_000
const cloudPrefix = 'application/cloudevents'
const cloudEvent = `${cloudPrefix}+json`
const cloudEvents = `${cloudPrefix}-batch+json`
const lines = ['application/x-ndjson', 'application/ndjson', 'application/jsonl']

const TakenSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  status: Type.String({ enum: ['accepted', 'duplicate'] }),
})

const BatchSchema = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  rejected: Type.Integer(),
  results: Type.Array(
    Type.Object({
      index: Type.Integer(),
      id: Type.Union([Type.String(), Type.Null()]),
      status: Type.String({ enum: ['accepted', 'duplicate', 'rejected'] }),
      reason: Type.Optional(Type.String({ enum: Object.keys(reasons) })),
      errors: Type.Optional(Type.Array(FlawSchema)),
    }),
  ),
})

const statuses: Partial<Record<Reason, number>> = {
  type_not_allowed: 403,
  idempotency_conflict: 409,
  too_many_conflicts: 429,
  malformed_json: 400,
  too_large: 413,
}

/** The import that a batch is a part of, where its sender says so: all of its batches are one operation. */
function importOf({ headers }: FastifyRequest): string | undefined {
  const id = headers['pocm-import']
  return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : undefined
}

/** A rejection as the answer to a single event. */
function sendRejection(reply: FastifyReply, { id, reason, errors }: Rejected): FastifyReply {
  const first = errors.slice(0, 3).map(({ path, message }) => `${path || 'The event'} ${message}`)
  const more = errors.length > first.length ? `; and ${errors.length - first.length} more` : ''
  const detail = first.join('; ') + more
  const status = statuses[reason] ?? 422
  return sendProblem(reply, { status, code: reason, title: reasons[reason], detail, extra: { id, reason, errors } })
}

/** POST /analytics/ingest and /analytics/ingest/batch: the answer follows the ledger's commit. */
export function ingestRoutes(deps: HttpDeps) {
  return async (app: FastifyInstance): Promise<void> => {
    // These routes take bytes: errors are reported per event, not by Fastify for the body as a whole.
    const types = ['application/json', cloudEvent, cloudEvents, ...lines]
    receiveBodies(app, types, deps.maxBodyBytes, (body) => body)

    const readBytes = async (request: FastifyRequest) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      checkCharset(request.headers['content-type'] ?? '')
      return decompress(body, request.headers['content-encoding'], deps.maxBodyBytes, request.countBytes)
    }

    const take = async (request: FastifyRequest, reply: FastifyReply, sent: readonly Sent[]): Promise<Outcome[]> => {
      if (sent.length > 1) await takeFromLimit(deps, request, reply, 'events', sent.length - 1)
      const readable = sent.filter((it) => 'value' in it)
      const values = readable.map(({ value }) => value)
      const written = readable.map((it) => it.written)
      const traceParent = request.headers.traceparent
      const traceId = typeof traceParent === 'string' ? traceIdOf(traceParent) : undefined
      const form = mediaType(request)?.startsWith(cloudPrefix) ? 'cloud_event' : 'event'
      const principal = principalOf(request)
      const { tenantId, restrictions } = principal
      const origin = {
        ...({ tenantId, traceId, form, credential: personOf(principal) } as const),
        allowedTypes: restrictions?.allowedTypes,
      }
      const taken = await ingest(deps.ingest, values, origin, written)
      let next = 0
      const outcomes = sent.map((it) => ('value' in it ? (taken[next++] as Outcome) : it))
      const read = sent.map((it) => ('value' in it ? it.value : undefined))
      deps.countOutcomes({ tenantId, source: 'http' }, outcomes.map(toCount), read)
      deps.noteRejected({ tenantId, credential: principal.name }, outcomes, read)
      return outcomes
    }

    const mediaType = (request: FastifyRequest) =>
      (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
    const sending = {
      ...({ scope: 'analytics:ingest', limits: 'events', readsBytes: true, browserKeys: true } as const),
      audit: { grouped: 'events.ingested' },
    }
    const unvalidatedBody = { validatorCompiler: () => () => true }
    const EventSchema = { oneOf: [...deps.catalogue.values()].map((event) => schemaOf(event)) }
    const examples = Object.fromEntries(
      [...deps.catalogue.values()].map(({ type, example }) => [type, { value: example }]),
    )

    app.post('/analytics/ingest', {
      ...unvalidatedBody,
      config: sending,
      schema: {
        operationId: 'ingest',
        tags: ['Ingest'],
        summary: 'Take one event; the answer follows the commit',
        body: {
          content: {
            'application/json': { schema: withExamples(EventSchema, examples) },
            [cloudEvent]: { schema: withExamples(CloudEventSchema, { payment: { value: cloudExample } }) },
          },
        },
        response: { 202: TakenSchema, ...problems(400, 409, 413, 415, 422, 507) },
      },
      handler: async (request, reply) => {
        const [outcome] = (await take(request, reply, [readOne(await readBytes(request))])) as [Outcome]
        if (outcome.status === 'rejected') return sendRejection(reply, outcome)
        return reply.code(202).send({ id: outcome.id, status: outcome.status })
      },
    })

    app.post('/analytics/ingest/batch', {
      ...unvalidatedBody,
      config: sending,
      schema: {
        operationId: 'ingestBatch',
        tags: ['Ingest'],
        summary: 'Take up to 5 000 events; one bad event never fails the others',
        body: {
          content: {
            'application/json': {
              schema: withExamples(
                { type: 'array', maxItems: maxEvents, items: { type: 'object' } },
                { all: { value: [...deps.catalogue.values()].map(({ example }) => example) } },
              ),
            },
            'application/x-ndjson': { schema: { type: 'string', description: 'One event a line' } },
            [cloudEvents]: {
              schema: withExamples(
                { type: 'array', maxItems: maxEvents, items: CloudEventSchema },
                { payment: { value: [cloudExample] } },
              ),
            },
          },
        },
        response: { 207: BatchSchema, ...problems(400, 413, 415, 422, 507) },
      },
      handler: async (request, reply) => {
        const startedAt = deps.now()
        const bytes = await readBytes(request)
        const read = lines.includes(mediaType(request) ?? '') ? readLines : readList
        const sent = await read(bytes, maxEvents)
        const outcomes = await take(request, reply, sent)
        const counts = { accepted: 0, duplicates: 0, rejected: 0 }
        for (const { status } of outcomes) counts[status === 'duplicate' ? 'duplicates' : status] += 1
        const imported = importOf(request)
        noteOperation(deps, request, { kind: imported ? 'import' : 'batch', id: imported, startedAt, ...counts })
        return reply.code(207).send({
          ...counts,
          results: outcomes.map((outcome, index) =>
            outcome.status === 'rejected' ? { index, ...outcome } : { index, id: outcome.id, status: outcome.status },
          ),
        })
      },
    })
  }
}

const cloudExample = {
  specversion: '1.0',
  type: 'pocm.payment.captured',
  source: 'payments',
  id: 'capture-2001',
  time: '2026-10-01T12:00:41+02:00',
  datacontenttype: 'application/json',
  data: { payment_id: 'pay-2001', gateway: 'adyen', method: 'card', amount: 49.5, currency: 'EUR' },
}

const CloudEventSchema = Type.Object({
  specversion: Type.Literal('1.0'),
  type: Type.String({ pattern: '^pocm\\.[a-z_]+\\.[a-z_]+$' }),
  source: Type.String({ minLength: 1 }),
  id: Type.String({ minLength: 1 }),
  time: Type.String({ format: 'date-time' }),
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
})
