import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { isOperator } from '../../access/operators.ts'
import { countOpenLetters } from '../../ledger/dead-letters.ts'
import { type LogPosition, ownBehind } from '../../ledger/read-log.ts'
import { Failure } from '../../platform/errors.ts'
import {
  listOperations,
  type OperationKind,
  operationKinds,
  operationOutcomes,
} from '../../service-metrics/batch-operations.ts'
import { readIngestedHours, readRejections } from '../../service-metrics/ingestion.ts'
import { lastCaughtUp } from '../../service-metrics/lags.ts'
import { parseRange } from '../../warehouse/time/parse-range.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const MetaSchema = Type.Object({ fresh_to: Type.String({ format: 'date-time' }), elapsed_ms: Type.Number() })
const RangeSchema = Type.Object({
  from: Type.String({ maxLength: 40, description: 'A date in UTC, or an RFC 3339 moment' }),
  to: Type.String({ maxLength: 40 }),
})
const HourSchema = Type.String({ format: 'date-time' })
const count = Type.Integer()

const OperationSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    kind: Type.String({ enum: [...operationKinds] }),
    actor: Type.String({ description: 'The name of the credential' }),
    started_at: Type.String({ format: 'date-time' }),
    finished_at: Type.String({ format: 'date-time' }),
    calls: Type.Integer({ description: 'Those of an import are one operation' }),
    ...{ events: count, accepted: count, duplicates: count, rejected: count },
    outcome: Type.String({
      enum: [...operationOutcomes],
      description: 'done: nothing was rejected; partly: something was; refused: everything was',
    }),
  },
  { title: 'BatchOperation' },
)

const hourMs = 3_600_000
/** Hours that one call counts in every store. */
const mostHours = 192

const floor = (moment: string) => new Date(Math.floor(Date.parse(moment) / hourMs) * hourMs).toISOString()
const ceiling = (moment: string) => floor(new Date(Date.parse(moment) + hourMs - 1).toISOString())

/** What the service records of its own work: what it was sent, how far it has come, and whether all stores agree. */
export const operationRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const timed = async <T extends object>(act: () => Promise<T>) => {
      const began = performance.now()
      const fresh_to = new Date(deps.now()).toISOString()
      const answer = await act()
      return { ...answer, meta: { fresh_to, elapsed_ms: Math.round((performance.now() - began) * 10) / 10 } }
    }

    app.get('/analytics/operations/ingestion', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'getIngestion',
        tags: ['Operation'],
        summary: 'What became of events that were sent, by the hour in which they came, and why some were rejected',
        description:
          'Counted by five minutes and recorded every second: a crash may take the counts of its last second.',
        querystring: RangeSchema,
        response: {
          200: Type.Object({
            reasons: Type.Array(
              Type.Object({ source: Type.String({ enum: ['http', 'kafka'] }), reason: Type.String(), count }),
            ),
            hours: Type.Array(Type.Object({ hour: HourSchema, accepted: count, duplicates: count, rejected: count })),
            meta: MetaSchema,
          }),
          ...problems(422, 503),
        },
      },
      handler: (request) =>
        timed(async () => {
          const { tenantId } = principalOf(request)
          const range = parseRange(request.query, 'UTC')
          const reasons = await readRejections(deps.db, tenantId, range)
          return { reasons, hours: await readIngestedHours(deps.db, tenantId, range) }
        }),
    })

    app.get('/analytics/operations/batches', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'listBatchOperations',
        tags: ['Operation'],
        summary: 'Batches, imports, replays and restores, newest first, with their counts and outcome',
        description:
          'Kept for 90 days and recorded every second. Batches that name one import in the header `Pocm-Import` (a UUID) are one operation.',
        querystring: Type.Object({
          kind: Type.Optional(Type.String({ enum: [...operationKinds] })),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
          cursor: Type.Optional(Type.String({ format: 'uuid', description: 'next_cursor of the page before' })),
        }),
        response: {
          200: Type.Object({
            operations: Type.Array(OperationSchema),
            next_cursor: Type.Union([Type.String(), Type.Null()]),
          }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const { kind, limit, cursor: after } = request.query
        const asked = { kind: kind as OperationKind | undefined, after, limit: limit + 1 }
        // What this process has done is among it at once.
        await deps.operations.flush()
        const found = await listOperations(deps.db, principalOf(request).tenantId, asked)
        const operations = found.slice(0, limit)
        return { operations, next_cursor: found.length > limit ? (operations.at(-1)?.id ?? null) : null }
      },
    })

    app.get('/analytics/operations/completeness', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'getCompleteness',
        tags: ['Operation'],
        summary: 'How many of the events that occurred in an hour have come how far: ledger, log, warehouse, archive',
        description: `Whole hours, at most ${mostHours}; hours without events are left out. What came just now may be on its way.`,
        querystring: RangeSchema,
        response: {
          200: Type.Object({
            hours: Type.Array(
              Type.Object({
                ...{ hour: HourSchema, ledger: count, log: count, warehouse: count, archive: count },
                complete: Type.Boolean(),
              }),
            ),
            meta: MetaSchema,
          }),
          ...problems(422, 503),
        },
      },
      handler: (request) =>
        timed(async () => {
          const asked = parseRange(request.query, 'UTC')
          const range = { from: floor(asked.from), to: ceiling(asked.to) }
          if (Date.parse(range.to) - Date.parse(range.from) > mostHours * hourMs) {
            const errors = [{ path: '/to', message: `must be at most ${mostHours} hours after from` }]
            throw new Failure('invalid_request', 'The range is too long to be counted in every store.', { errors })
          }
          return { hours: await deps.completeness(principalOf(request).tenantId, range) }
        }),
    })

    app.get('/analytics/operations/lag', {
      config: { scope: 'analytics:read', audit: { grouped: 'operations.read' } },
      schema: {
        operationId: 'getLag',
        tags: ['Operation'],
        summary:
          'How far each consumer of the log is behind with the events of the tenant, and how many letters are dead',
        description:
          'An admin of the tenant that runs the service sees the events of all tenants, and the consumers of no tenant’s log.',
        response: {
          200: Type.Object({
            consumers: Type.Array(
              Type.Object({
                name: Type.String(),
                lag: Type.Union([count, Type.Null()], { description: 'Events; null where it is not known now' }),
                seconds_behind: Type.Union([Type.Number(), Type.Null()], {
                  description:
                    'Since the first of them was received; for an operator since the consumer was last seen with nothing before it, measured every 10 seconds, and null: never yet',
                }),
                at: Type.String({ format: 'date-time' }),
              }),
            ),
            dlq_size: count,
            meta: MetaSchema,
          }),
          ...problems(503),
        },
      },
      handler: (request) =>
        timed(async () => {
          const principal = principalOf(request)
          const { tenantId } = principal
          // While the brokers are unavailable the lag of their consumers is not known; the others are still reported.
          const orNull = async <T>(name: string, ask: () => Promise<T>) =>
            ask().catch((error) => {
              request.log.warn({ err: error, consumer: name }, 'how far a consumer is behind is not known')
              return null
            })
          const ofTenant = async ([name, position]: readonly [string, () => Promise<LogPosition>]) => {
            const behind = await orNull(name, async () => ownBehind(deps.db, tenantId, await position()))
            const at = new Date(deps.now()).toISOString()
            return { name, lag: behind?.events ?? null, seconds_behind: behind?.seconds ?? null, at }
          }
          const caughtUp = await lastCaughtUp(deps.db)
          const ofAll = async ([name, ask]: readonly [string, () => Promise<number>]) => {
            const lag = await orNull(name, ask)
            const now = deps.now()
            const since = caughtUp.get(name)
            const behind = since === undefined ? null : Math.max(0, (now - Date.parse(since)) / 1000)
            return { name, lag, seconds_behind: lag === 0 ? 0 : behind, at: new Date(now).toISOString() }
          }
          const consumers = await (isOperator(principal, deps.operatorTenant)
            ? Promise.all([...deps.lags].map(ofAll))
            : Promise.all([...deps.positions].map(ofTenant)))
          return { consumers, dlq_size: await countOpenLetters(deps.db, tenantId) }
        }),
    })
  }
