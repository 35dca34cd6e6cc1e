import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { may } from '../../access/principal.ts'
import { answerSearch } from '../../insights/search/answer.ts'
import {
  type FoundRecord,
  recordKinds,
  type SearchAnswer,
  SearchAnswerSchema,
  SearchRequestSchema,
} from '../../insights/search/request.ts'
import { Failure } from '../../platform/errors.ts'
import { tellSubjects } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { findByWholeId } from '../search-ledger.ts'

/** Ids of persons are for those who may read what is personal. */
const openKinds = recordKinds.filter((kind) => kind !== 'user')

const late: Pick<SearchAnswer, 'records' | 'values' | 'complete'> = { records: [], values: [], complete: false }

/** The answer without what an unavailable or slow warehouse would have found: it is marked as incomplete. */
const lateOf = (error: unknown) => {
  if (error instanceof Failure && ['query_too_large', 'warehouse_unavailable'].includes(error.code)) return late
  throw error
}

const keyOf = ({ kind, id }: FoundRecord) => JSON.stringify([kind, id])

const subjectOf = ({ kind, id }: FoundRecord) =>
  kind === 'user' ? { user_id: id } : kind === 'device' ? { device_id: id } : {}

/** GET /analytics/search: whatever has an id, and values of dimensions, by what a reader types. */
export const searchRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/search', {
      config: { scope: 'analytics:read', audit: 'records.searched' },
      schema: {
        operationId: 'search',
        tags: ['Events'],
        summary:
          'Find orders, payments, shipments, devices, lots, reports, events and values of dimensions; users with personal:read',
        querystring: SearchRequestSchema,
        response: { 200: SearchAnswerSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        const principal = principalOf(request)
        const { tenantId } = principal
        const kinds = may(principal, 'personal:read') ? recordKinds : openKinds
        const q = request.query.q.trim()
        if (q.length < 2) throw new Failure('invalid_request', 'q needs two characters that are no spaces.')
        const asked = { q, limit: request.query.limit, kinds }
        const [exact, near] = await Promise.all([
          findByWholeId(deps, tenantId, asked),
          deps.warehouse
            .ask(tenantId, answerSearch, asked)
            .then((found) => ({ ...found, complete: true }))
            .catch(lateOf),
        ])
        const first = exact.map(({ record }) => record)
        const known = new Set(first.map(keyOf))
        const records = [...first, ...near.records.filter((it) => !known.has(keyOf(it)))]
        const events = exact.flatMap(({ record, event }) => (record.kind === 'event' ? [event] : []))
        await tellSubjects(deps, request, [...records.map(subjectOf), ...events])
        return { records, values: near.values, complete: near.complete }
      },
    })
  }
