import { randomUUID } from 'node:crypto'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { StoredEvent } from '../../events/envelope.ts'
import { toCount } from '../../ingest/count-outcomes.ts'
import { ingest } from '../../ingest/ingest.ts'
import { reasons } from '../../ingest/outcome.ts'
import type { EventFilters } from '../../ledger/look-up.ts'
import { Failure } from '../../platform/errors.ts'
import { tellAudit, tellSubjects } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const dispositions = ['released', 'quarantined', 'recalled'] as const
type Disposition = (typeof dispositions)[number]

const identifier = Type.String({ minLength: 1, maxLength: 128 })
const decision = {
  reason: Type.String({ minLength: 1, maxLength: 500, description: 'Why; kept in the event and in the audit trail' }),
  idempotency_key: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Makes a call that is sent again one decision' }),
  ),
}
const DecidedSchema = Type.Object(
  {
    event_id: Type.String({ format: 'uuid', description: 'The event that records the decision' }),
    before: Type.Union([Type.String(), Type.Null()], {
      description: 'The last action before; null of a decision that is sent again',
    }),
    after: Type.String(),
  },
  { title: 'QualityDecision' },
)

/** Whether the last event is this very decision, of a call whose answer was lost. */
const isSentAgain = ({ action, idempotency_key }: StoredEvent, after: string, key: string | undefined) =>
  action === after && idempotency_key === key

/** Fields of a report that the event that closes it repeats; personal fields stay in the report alone. */
const ofReport = ['report_id', 'severity', 'lot', 'device_type', 'firmware', 'serial', 'udi', 'reportable', 'outcome']

/** Decisions of quality on lots and reports: events like those of other systems, with a reason and, where asked for, signed. */
export const qualityRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    async function latest(tenantId: string, filters: EventFilters): Promise<StoredEvent | undefined> {
      return (await deps.lookUps.page(tenantId, filters, { limit: 1 })).events[0]
    }

    /** @throws Failure where the ledger takes no such event */
    async function record(request: FastifyRequest, event: object, key: string | undefined): Promise<string> {
      const { tenantId } = principalOf(request)
      const value = {
        ...event,
        occurred_at: new Date(deps.now()).toISOString(),
        producer: 'pocm-analytics',
        idempotency_key: key ?? `quality-${randomUUID()}`,
      }
      const [outcome] = await ingest(deps.ingest, [value], { tenantId, traceId: undefined, form: 'event' })
      if (outcome === undefined) throw new Error('an event has no outcome')
      deps.countOutcomes({ tenantId, source: 'http' }, [toCount(outcome)], [value])
      if (outcome.status !== 'rejected') return outcome.id
      const code = outcome.reason === 'idempotency_conflict' ? outcome.reason : 'invalid_request'
      throw new Failure(code, reasons[outcome.reason], { errors: [...outcome.errors] })
    }

    const shared = { tags: ['Quality'], response: { 201: DecidedSchema, ...problems(404, 409, 422, 503) } }

    app.post('/analytics/lots/:lot/disposition', {
      config: { scope: 'quality:write', writes: true, signed: {}, audit: 'lot.disposition_changed' },
      schema: {
        ...shared,
        operationId: 'decideOnLot',
        summary: 'Release, quarantine or recall a lot; a recall places a legal hold, and is final',
        params: Type.Object({ lot: identifier }),
        body: Type.Object({ ...decision, disposition: Type.String({ enum: [...dispositions] }) }),
      },
      handler: async (request, reply) => {
        const { tenantId } = principalOf(request)
        const { lot } = request.params
        const { reason, idempotency_key: key } = request.body
        const after = request.body.disposition as Disposition
        const last = await latest(tenantId, { type: 'batch', lot })
        if (last === undefined) throw new Failure('not_found', `No event records the production of lot ${lot}.`)
        const isRepeat = isSentAgain(last, after, key)
        if (!isRepeat && last.action === 'recalled') {
          throw new Failure('recall_is_final', `Lot ${lot} was recalled at ${last.occurred_at}.`)
        }
        if (!isRepeat && last.action === after) throw new Failure('already_there', `Lot ${lot} is ${after}.`)
        const data = { lot, product_id: last.data.product_id, reason }
        const event_id = isRepeat ? last.id : await record(request, { type: 'batch', action: after, data }, key)
        const before = isRepeat ? null : last.action
        tellAudit(request, {
          details: { lot, event: event_id },
          change: { reason, before: { disposition: before }, after: { disposition: after } },
        })
        return reply.code(201).send({ event_id, before, after })
      },
    })

    app.post('/analytics/adverse-events/:report_id/close', {
      config: { scope: 'quality:write', writes: true, signed: {}, audit: 'adverse_event.closed' },
      schema: {
        ...shared,
        operationId: 'closeReport',
        summary: 'Close the report of an adverse event',
        params: Type.Object({ report_id: identifier }),
        body: Type.Object({ ...decision, outcome: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) }),
      },
      handler: async (request, reply) => {
        const { tenantId } = principalOf(request)
        const { report_id } = request.params
        const { reason, outcome, idempotency_key: key } = request.body
        const last = await latest(tenantId, { report_id })
        if (last === undefined) throw new Failure('not_found', `There is no report ${report_id}.`)
        const isRepeat = isSentAgain(last, 'closed', key)
        if (!isRepeat && last.action === 'closed') throw new Failure('already_there', `Report ${report_id} is closed.`)
        const known = ofReport.flatMap((name) => (last.data[name] === undefined ? [] : [[name, last.data[name]]]))
        const { user_id, device_id } = last
        const event = {
          ...{ type: 'adverse_event', action: 'closed' },
          ...(user_id !== null && { user_id }),
          ...(device_id !== null && { device_id }),
          data: { ...Object.fromEntries(known), ...(outcome !== undefined && { outcome }) },
        }
        const event_id = isRepeat ? last.id : await record(request, event, key)
        const before = isRepeat ? null : last.action
        await tellSubjects(deps, request, [last])
        tellAudit(request, {
          details: { report: report_id, event: event_id },
          change: { reason, before: { action: before }, after: { action: 'closed' } },
        })
        return reply.code(201).send({ event_id, before, after: 'closed' })
      },
    })
  }
