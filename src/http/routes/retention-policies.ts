import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { Failure } from '../../platform/errors.ts'
import { withTenant } from '../../postgres/with-tenant.ts'
import { planRetention } from '../../retention/plan/plan.ts'
import { heldReasons, type PlanRow } from '../../retention/plan/rows.ts'
import {
  checkPolicies,
  mostDays,
  type Policy,
  plain,
  readPolicies,
  retentionActions,
  retentionStores,
  writePoliciesIn,
} from '../../retention/policies.ts'
import { listRuns, type RetentionRun, requestRun, runStatuses } from '../../retention/requests.ts'
import { insertApproval, needsApproval } from '../../subjects/approval-requests.ts'
import { askerOf } from '../asker.ts'
import { recordChange, recordOf, tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const path = '/analytics/compliance/retention'
const Moment = Type.String({ format: 'date-time' })
const Store = Type.String({ enum: [...retentionStores] })
const Action = Type.String({ enum: [...retentionActions] })
const Month = Type.String({ description: 'YYYY-MM, of UTC' })
const events = Type.Integer({ description: 'Events; in other stores dead letters or audit entries' })

const PolicySchema = Type.Object(
  {
    type: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'An event type, or * for all that have no policy of their own in this store',
    }),
    store: Store,
    days: Type.Integer({
      minimum: 1,
      maximum: mostDays,
      description:
        'Since the event occurred, the message died, the entry was written. A month of UTC goes when all of it is older. ' +
        'At least 30 in ledger, warehouse and archive, 365 of the audit trail',
    }),
    action: Action,
  },
  { title: 'RetentionPolicy' },
)
const PoliciesSchema = Type.Object({ policies: Type.Array(PolicySchema, { maxItems: 500 }) })

const HeldSchema = Type.Array(
  Type.Object({
    reason: Type.String({ enum: [...heldReasons] }),
    events,
    holds: Type.Optional(Type.Array(Type.String(), { description: 'Ids of legal holds' })),
  }),
  { description: 'What stays for now, and why' },
)
const place = { store: Store, action: Action, type: Type.String(), month: Month }

const PlanSchema = Type.Object(
  {
    dry_run: Type.Boolean(),
    rows: Type.Array(
      Type.Object({
        ...place,
        events,
        to_verify: Type.Integer({
          description: 'Of these: a run checks their files in the archive first, and they stay where one is not sound',
        }),
        held_back: HeldSchema,
      }),
    ),
  },
  { title: 'RetentionPlan' },
)

const RunSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    status: Type.String({ enum: [...runStatuses] }),
    requested_by: Type.String({ description: '`retention` where the service began it by the clock' }),
    requested_at: Moment,
    finished_at: Type.Union([Moment, Type.Null()]),
    error: Type.Union([Type.String(), Type.Null()]),
    removed: Type.Array(Type.Object({ ...place, events })),
    held_back: Type.Union([Type.Array(Type.Object({ ...place, held_back: HeldSchema })), Type.Null()]),
  },
  { title: 'RetentionRun' },
)

const shownHeld = (held: PlanRow['held_back']) =>
  held.map(({ holds, ...it }) => ({ ...it, ...(holds && { holds: [...holds] }) }))
const shownRow = ({ store, action, type, month, events, to_verify, held_back }: PlanRow) => {
  return { store, action, type, month, events, to_verify, held_back: shownHeld(held_back) }
}
const shownRun = ({ removed, held_back, ...run }: RetentionRun) => ({
  ...run,
  removed: removed.map((it) => ({ ...it })),
  held_back: held_back?.map((it) => ({ ...it, held_back: shownHeld(it.held_back) })) ?? null,
})

/** How long files of the archive are checked for an answer; a run checks what is left. */
const verifyMs = 10_000

/** For how long each store keeps what: policies of the tenant, what they would take away, and runs. */
export const retentionPolicyRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const policiesOf = async (tenantId: string) => ({
      policies: (await readPolicies(deps.db, tenantId)).map((policy) => ({ ...policy })),
    })

    app.get(path, {
      config: { scope: 'compliance:audit', audit: { none: 'settings' } },
      schema: {
        operationId: 'getRetentionPolicies',
        tags: ['Compliance'],
        summary:
          'For how long each store keeps events by type, dead letters and the audit trail; what is not named is kept',
        response: { 200: PoliciesSchema, ...problems() },
      },
      handler: (request) => policiesOf(principalOf(request).tenantId),
    })

    app.put(path, {
      config: { scope: 'admin', signed: {}, audit: { change: 'retention.changed' } },
      schema: {
        operationId: 'setRetentionPolicies',
        tags: ['Compliance'],
        summary: 'Put policies in place of those that there are; the reason stands in X-Change-Reason',
        body: PoliciesSchema,
        response: {
          200: PoliciesSchema,
          202: Type.Object(
            {
              request: Type.String({ format: 'uuid' }),
              status: Type.String({ enum: ['awaiting_approval'] }),
              expires_at: Moment,
            },
            { description: 'Another person has to approve the request: the tenant has `two_person_approval`' },
          ),
          ...problems(409, 422),
        },
      },
      handler: async (request, reply) => {
        const principal = principalOf(request)
        const { tenantId } = principal
        const policies = request.body.policies as readonly Policy[]
        const reason = recordOf(request, deps, principal).reason ?? null
        const waits = await withTenant(deps.db, tenantId, async (tx) => {
          if (!(await needsApproval(tx, tenantId))) {
            await writePoliciesIn(tx, tenantId, policies, deps.retaining, recordChange(deps, request))
            return undefined
          }
          checkPolicies(policies, deps.retaining)
          const target = { policies: policies.map(plain) }
          const wanted = { kind: 'retention_change', target, subjects: [], reason, by: askerOf(principal) } as const
          const approval = await insertApproval(tx, tenantId, wanted)
          if (approval === undefined) throw new Failure('already_there', 'The same change waits for approval.')
          await recordChange(
            deps,
            request,
            'retention.change_requested',
          )(tx, {
            ...{ details: { request: approval.id, policies: policies.length } },
            ...{ before: null, after: { status: approval.status } },
          })
          return approval
        })
        if (waits !== undefined) {
          const { id, status, expires_at } = waits
          return reply.code(202).send({ request: id, status, expires_at })
        }
        return policiesOf(tenantId)
      },
    })

    app.post(`${path}/run`, {
      config: { scope: 'admin', writes: true, audit: { change: 'retention.requested' } },
      schema: {
        operationId: 'runRetention',
        tags: ['Compliance'],
        summary: 'What the policies would take away now, by store, type and month; or have them carried out',
        description:
          'With dry_run nothing changes: 200 and the plan. Without it the run is recorded and done in the background: 202 and its ' +
          'id. The service begins one by itself every day at three in the morning by the clock of the tenant.',
        body: Type.Object({ dry_run: Type.Boolean({ default: true }) }),
        response: { 200: PlanSchema, 202: RunSchema, ...problems(422, 429, 503) },
      },
      handler: async (request, reply) => {
        const { tenantId, name: by } = principalOf(request)
        if (request.body.dry_run) {
          const { months } = await planRetention(
            deps.retaining,
            tenantId,
            await readPolicies(deps.db, tenantId),
            verifyMs,
          )
          tellAudit(request, { action: 'retention.planned', details: { rows: months.length } })
          return { dry_run: true, rows: months.map(shownRow) }
        }
        const id = await requestRun(deps.db, deps.wrapKey, { tenantId, by }, recordChange(deps, request))
        const [run] = await listRuns(deps.db, tenantId, 1, id)
        return reply.code(202).send(shownRun(run as RetentionRun))
      },
    })

    app.get(`${path}/runs`, {
      config: { scope: 'compliance:audit', audit: { none: 'counts' } },
      schema: {
        operationId: 'listRetentionRuns',
        tags: ['Compliance'],
        summary: 'The newest fifty runs, newest first: what went, and what stayed and why',
        response: { 200: Type.Object({ runs: Type.Array(RunSchema) }), ...problems() },
      },
      handler: async (request) => ({
        runs: (await listRuns(deps.db, principalOf(request).tenantId, 50)).map(shownRun),
      }),
    })

    app.get(`${path}/runs/:id`, {
      config: { scope: 'compliance:audit', audit: { none: 'counts' } },
      schema: {
        operationId: 'getRetentionRun',
        tags: ['Compliance'],
        summary: 'One run',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: RunSchema, ...problems(404, 422) },
      },
      handler: async (request) => {
        const { id } = request.params
        const [run] = await listRuns(deps.db, principalOf(request).tenantId, 1, id)
        if (run === undefined) throw new Failure('not_found', `There is no run ${id}.`)
        return shownRun(run)
      },
    })
  }
