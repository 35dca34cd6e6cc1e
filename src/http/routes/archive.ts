import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Failure } from '../../platform/errors.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { noteOperation } from '../note-operation.ts'
import { problems } from '../problem.ts'

const moment = Type.Optional(Type.String({ format: 'date-time' }))
const scope = {
  from: moment,
  to: moment,
  type: Type.Optional(Type.String()),
  all_tenants: Type.Boolean({ default: false, description: "Allowed to the service's own admin alone" }),
  accept_unsigned: Type.Boolean({
    default: false,
    description:
      "Take manifests without a signature, as earlier releases wrote them; allowed to the service's own admin alone",
  }),
  cursor: Type.Optional(Type.String({ description: 'next_cursor of the page before' })),
}
const count = Type.Object({ events: Type.Integer(), checksum: Type.String() })
const problemList = Type.Array(Type.Object({ name: Type.String(), problem: Type.String() }))
const nextCursor = Type.Union([Type.String(), Type.Null()], { description: 'Ask again with it until it is null' })
const momentOrNull = Type.Union([Type.String(), Type.Null()])

interface ArchiveQuery {
  readonly from?: string
  readonly to?: string
  readonly type?: string
  readonly all_tenants: boolean
  readonly accept_unsigned: boolean
  readonly cursor?: string
}

/** The archive: how far it is, close it now, check it, bring events back from it. */
export const archiveRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const asked = (request: FastifyRequest, { from, to, type, all_tenants, accept_unsigned, cursor }: ArchiveQuery) => {
      const { tenantId } = principalOf(request)
      const isOperator = tenantId === deps.operatorTenant
      if (all_tenants && !isOperator) {
        throw new Failure('forbidden', 'Only an admin of the tenant that runs the service may ask for all tenants.')
      }
      if (accept_unsigned && !isOperator) {
        const message = 'Only an admin of the tenant that runs the service may accept manifests that are not signed.'
        throw new Failure('forbidden', message)
      }
      const scope = { from, to, type, tenantId: all_tenants ? undefined : tenantId }
      return [scope, { cursor, acceptUnsigned: accept_unsigned }] as const
    }

    app.get('/analytics/archive', {
      config: { scope: 'admin', operator: true, audit: { none: 'counts of the whole service' } },
      schema: {
        operationId: 'getArchive',
        tags: ['Operation'],
        summary: 'Where the archive is and how far it has come',
        response: {
          200: Type.Object({
            place: Type.String(),
            waiting: Type.Integer({ description: 'Events that are not archived yet' }),
            oldest_seconds: Type.Number({ description: 'Since the oldest of them was received' }),
            unsigned: Type.Integer({ description: 'Manifests of an earlier release that are not signed yet' }),
            unsignable: Type.Integer({ description: 'Manifests that cannot be: the ledger lacks their events' }),
          }),
          ...problems(503),
        },
      },
      handler: () => deps.archive.status(),
    })

    app.post('/analytics/archive/run', {
      config: { scope: 'admin', operator: true, audit: 'archive.run' },
      schema: {
        operationId: 'runArchive',
        tags: ['Operation'],
        summary: "Archive all that is stored now, without waiting for the hour's end",
        body: Type.Object({ parquet: Type.Boolean({ default: false, description: 'Write Parquet too' }) }),
        response: {
          200: Type.Object({ archived: Type.Boolean({ description: 'False where it takes longer than a minute' }) }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => ({ archived: await deps.archive.run(request.body.parquet) }),
    })

    app.post('/analytics/archive/verify', {
      config: { scope: 'admin', audit: 'archive.verified' },
      schema: {
        operationId: 'verifyArchive',
        tags: ['Operation'],
        summary: "Check the manifests' signatures, every object and line against them, and them against the ledger",
        body: Type.Object(scope),
        response: {
          200: Type.Object({
            files: Type.Integer(),
            events: Type.Integer(),
            problems: problemList,
            differences: Type.Array(
              Type.Object({
                tenant_id: Type.String(),
                type: Type.String(),
                hour: Type.String({ format: 'date-time' }),
                ledger: count,
                archive: count,
              }),
              { description: 'With the last page: slices in which ledger and archive differ' },
            ),
            next_cursor: nextCursor,
          }),
          ...problems(400, 422, 503),
        },
      },
      handler: async (request) => {
        const found = await deps.archive.verify(...asked(request, request.body))
        return { ...found, problems: [...found.problems], differences: [...found.differences] }
      },
    })

    app.post('/analytics/archive/restore', {
      config: { scope: 'admin', audit: 'archive.restored' },
      schema: {
        operationId: 'restoreArchive',
        tags: ['Operation'],
        summary: 'Bring events back into the ledger, and into the warehouse, that they do not hold',
        body: Type.Object(scope),
        response: {
          200: Type.Object({
            restored: Type.Integer(),
            present: Type.Integer({ description: 'Events that were there' }),
            conflicts: Type.Integer({ description: 'Events whose key or id another event holds' }),
            repaired: Type.Integer({ description: 'Slices of the warehouse that were made anew' }),
            problems: problemList,
            first: momentOrNull,
            last: momentOrNull,
            next_cursor: nextCursor,
          }),
          ...problems(400, 422, 503),
        },
      },
      handler: async (request) => {
        const startedAt = deps.now()
        const found = await deps.bringBack(...asked(request, request.body))
        const { restored: accepted, present: duplicates, conflicts: rejected } = found
        noteOperation(deps, request, { kind: 'restore', startedAt, accepted, duplicates, rejected })
        return { ...found, problems: [...found.problems] }
      },
    })
  }
