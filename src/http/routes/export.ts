import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { Failure } from '../../platform/errors.ts'
import { answerQuery } from '../../query/answer.ts'
import { QueryRequestSchema } from '../../query/request.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { csvOf } from '../files/csv.ts'
import { ndjsonOf } from '../files/ndjson.ts'
import { parquetOf } from '../files/parquet.ts'
import { type Sheet, sheetOf } from '../files/sheet.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

/** As many rows as a query can answer. */
const mostRows = 10_000

const { compare: _, limit: __, ...properties } = QueryRequestSchema.properties
const ExportRequestSchema = Type.Object(
  {
    query: Type.Object(
      { ...properties, limit: Type.Integer({ minimum: 1, maximum: mostRows, default: mostRows }) },
      { additionalProperties: false, description: 'As for POST /analytics/query, without a comparison' },
    ),
    format: Type.String({ enum: ['csv', 'ndjson', 'parquet'] }),
  },
  { additionalProperties: false },
)

type Format = (sheet: Sheet, about: Readonly<Record<string, string>>) => string | Buffer
const formats: Readonly<Record<string, { type: string; write: Format }>> = {
  csv: { type: 'text/csv; charset=utf-8', write: csvOf },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', write: ndjsonOf },
  parquet: { type: 'application/vnd.apache.parquet', write: parquetOf },
}

const examples = {
  by_day: {
    value: {
      query: { metrics: ['gmv', 'orders'], from: '2026-10-01', to: '2026-11-01', granularity: 'day' },
      format: 'csv',
    },
  },
}

/** POST /analytics/export: the rows of a query as a file. */
export const exportRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/export', {
      config: { scope: 'analytics:read', audit: 'figures.exported' },
      schema: {
        operationId: 'export',
        tags: ['Figures'],
        summary: 'The rows of a query as CSV, NDJSON or Parquet; refused where there are more than 10 000',
        body: { content: { 'application/json': { schema: withExamples(ExportRequestSchema, examples) } } },
        response: {
          200: {
            description: 'A file; the header X-Currency names the currency of its amounts, unless a column does',
            content: {
              'text/csv': { schema: Type.String() },
              'application/x-ndjson': { schema: {} },
              'application/vnd.apache.parquet': { schema: Type.String({ format: 'binary' }) },
            },
          },
          ...problems(422, 503),
        },
      },
      handler: async (request, reply) => {
        const { tenantId } = principalOf(request)
        const { query, format } = request.body as Static<typeof ExportRequestSchema>
        const { type, write } = formats[format] as (typeof formats)[string]
        const answer = await deps.warehouse.ask(
          tenantId,
          answerQuery,
          query,
          await readFigureSettings(deps.db, tenantId),
        )
        if (answer.meta.truncated && query.limit === mostRows) {
          throw new Failure('query_too_large', `more than ${mostRows} rows: ask for fewer dimensions or longer buckets`)
        }
        const { currency } = answer.meta
        const about = { query: JSON.stringify(query), ...(currency === null ? {} : { currency }) }
        const name = `pocm-${query.metrics[0]?.replaceAll(/\W/g, '')}-${query.from.slice(0, 10)}.${format}`
        if (currency !== null) reply.header('x-currency', currency)
        return reply
          .type(type)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(write(sheetOf(query, answer, deps.measures), about))
      },
    })
  }
