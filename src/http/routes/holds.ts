import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { Failure } from '../../platform/errors.ts'
import { type Hold, type HoldKind, holdKinds, listHolds, placeHold, releaseHold } from '../../subjects/holds.ts'
import { tokensOf } from '../asked-subject.ts'
import { askerOf } from '../asker.ts'
import { recordChange, recordOf } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const Moment = Type.String({ format: 'date-time' })
const HoldSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    kind: Type.String({ enum: [...holdKinds] }),
    value: Type.Union([Type.String(), Type.Null()], { description: 'The lot or the type; null of a subject' }),
    subjects: Type.Array(Type.String(), { description: 'Tokens of the person or device, as the audit trail has them' }),
    reason: Type.String(),
    placed_by: Type.String(),
    placed_at: Moment,
    released_at: Type.Union([Moment, Type.Null()]),
  },
  { title: 'LegalHold' },
)
const path = '/analytics/compliance/holds'
const shown = (hold: Hold) => ({ ...hold, subjects: [...hold.subjects] })

/** Legal holds: erasures stop before what is held, and say so. */
export const holdRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(path, {
      config: { scope: 'compliance:audit', audit: { none: 'settings' } },
      schema: {
        operationId: 'listHolds',
        tags: ['Compliance'],
        summary: 'The legal holds of the tenant, those that were released too, newest first',
        querystring: Type.Object({
          subject: Type.Optional(
            Type.String({ minLength: 1, maxLength: 128, description: 'A user_id or device_id: holds on them alone' }),
          ),
        }),
        response: { 200: Type.Object({ holds: Type.Array(HoldSchema) }), ...problems(422) },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const { subject } = request.query
        const subjects = subject === undefined ? undefined : await tokensOf(deps, tenantId, subject)
        return { holds: (await listHolds(deps.db, tenantId, subjects)).map(shown) }
      },
    })

    app.post(path, {
      config: { scope: 'compliance:erase', writes: true, audit: { change: 'hold.placed' } },
      schema: {
        operationId: 'placeHold',
        tags: ['Compliance'],
        summary:
          'Hold what is of a lot, of a person or device, or of an event type: it is not erased until the hold is released',
        body: Type.Object({
          kind: Type.String({ enum: [...holdKinds] }),
          value: Type.String({
            minLength: 1,
            maxLength: 128,
            description: 'The lot, the user_id or device_id, or the type',
          }),
          reason: Type.String({ minLength: 1, maxLength: 500 }),
        }),
        response: { 201: HoldSchema, ...problems(422, 503) },
      },
      handler: async (request, reply) => {
        const { tenantId, name: placed_by } = principalOf(request)
        const { value, reason } = request.body
        const kind = request.body.kind as HoldKind
        if (kind === 'type' && !deps.catalogue.has(value)) {
          const errors = [{ path: '/value', message: 'is no event type' }]
          throw new Failure('invalid_request', `There is no event type ${value}.`, { errors })
        }
        const isSubject = kind === 'subject'
        const subjects = isSubject ? await tokensOf(deps, tenantId, value) : []
        const wanted = { kind, value: isSubject ? null : value, subjects, reason, placed_by }
        const hold = await placeHold(deps.db, tenantId, wanted, recordChange(deps, request))
        return reply.code(201).send(shown(hold))
      },
    })

    app.delete(`${path}/:id`, {
      config: { scope: 'compliance:erase', signed: {}, audit: { change: 'hold.released' } },
      schema: {
        operationId: 'releaseHold',
        tags: ['Compliance'],
        summary: 'Release a hold; erasures that it stopped go on',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: {
          202: Type.Object(
            {
              request: Type.String({ format: 'uuid' }),
              status: Type.String({ enum: ['awaiting_approval'] }),
              expires_at: Moment,
            },
            { description: 'Another person has to approve the request: the tenant has `two_person_approval`' },
          ),
          204: Type.Null({ description: 'Released' }),
          ...problems(404, 409, 422),
        },
      },
      handler: async (request, reply) => {
        const { id } = request.params
        const principal = principalOf(request)
        const asked = { id, by: askerOf(principal), reason: recordOf(request, deps, principal).reason }
        const waits = await releaseHold(deps.db, principal.tenantId, asked, {
          released: recordChange(deps, request),
          asked: recordChange(deps, request, 'hold.release_requested'),
        })
        if (waits === undefined) return reply.code(204).send(null)
        const { id: request_id, status, expires_at } = waits
        return reply.code(202).send({ request: request_id, status, expires_at })
      },
    })
  }
