import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readAccess } from '../../access/access-review.ts'
import { scopes } from '../../access/principal.ts'
import { readAudit } from '../../compliance/audit.ts'
import { Failure } from '../../platform/errors.ts'
import { withTenant } from '../../postgres/with-tenant.ts'
import { recordChange } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const Moment = Type.String({ format: 'date-time' })
const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const Digest = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of who may do what, without times of use: another where anything of it changed',
})
const AccessSchema = Type.Object(
  {
    kind: Type.String({ enum: ['person', 'service_account', 'api_key'] }),
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    role: Type.Union([Type.String(), Type.Null()], { description: 'Of a person or service account' }),
    scopes: Type.Array(Type.String({ enum: [...scopes] })),
    status: Type.String({ enum: ['active', 'invited', 'expired', 'deactivated'] }),
    last_used_at: Type.Union([Moment, Type.Null()], { description: 'The last sign-in of a person, or use of a key' }),
    since: Moment,
    ends_at: OrNull(Moment),
    given_by: Type.Union([Type.String(), Type.Null()], { description: 'Who made the key or the invitation' }),
  },
  { title: 'Access' },
)
const ReviewSchema = Type.Object(
  { reviewed_by: Type.String(), reviewed_at: Moment, note: OrNull(Type.String()), digest: Digest },
  { title: 'AccessReview' },
)
const path = '/analytics/compliance/access-review'
const action = 'access.reviewed'

/** Who may do what, and the reviews of it, which stand in the audit trail. */
export const accessReviewRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(path, {
      config: { scope: 'compliance:audit', audit: 'access.listed' },
      schema: {
        operationId: 'getAccessReview',
        tags: ['Compliance'],
        summary: 'Who may do what in the tenant, when they last did, and when that was last reviewed',
        response: {
          200: Type.Object({
            access: Type.Array(AccessSchema),
            digest: Digest,
            last_review: Type.Union([ReviewSchema, Type.Null()]),
          }),
          ...problems(503),
        },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        await deps.keyRing.writeUses()
        const { access, digest } = await readAccess(deps.db, tenantId, deps.now())
        const { entries } = await readAudit(deps.db, tenantId, { action, outcome: 'succeeded' }, { limit: 1 })
        const [last] = entries
        return {
          access: access.map((it) => ({ ...it, scopes: [...it.scopes] })),
          digest,
          last_review: last
            ? {
                ...{ reviewed_by: last.actor, reviewed_at: last.at, note: last.reason },
                digest: String(last.details.digest),
              }
            : null,
        }
      },
    })

    app.post(path, {
      config: { scope: 'compliance:audit', writes: true, signed: {}, audit: { change: action } },
      schema: {
        operationId: 'reviewAccess',
        tags: ['Compliance'],
        summary: 'Record that who may do what was reviewed',
        body: Type.Object({
          digest: Type.String({
            ...{
              pattern: '^[0-9a-f]{64}$',
              description: 'Of the list that was reviewed; refused where it changed since',
            },
          }),
          note: Type.String({ minLength: 1, maxLength: 500 }),
        }),
        response: { 200: ReviewSchema, ...problems(409, 422, 503) },
      },
      handler: async (request) => {
        const { tenantId, name: reviewed_by } = principalOf(request)
        const { digest, note } = request.body
        const now = deps.now()
        const current = await readAccess(deps.db, tenantId, now)
        if (current.digest !== digest) {
          throw new Failure('access_changed', 'Access was added, removed or changed since: read the list again.')
        }
        const details = { digest, access: current.access.length }
        await withTenant(deps.db, tenantId, (tx) => recordChange(deps, request)(tx, { details, reason: note }))
        return { reviewed_by, reviewed_at: new Date(now).toISOString(), note, digest }
      },
    })
  }
