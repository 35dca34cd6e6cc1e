import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { versionOf } from '../../events/define.ts'
import { publishedSchema } from '../../events/schema.ts'
import { limitConcurrency } from '../../platform/concurrency.ts'
import { Failure } from '../../platform/errors.ts'
import { dryRun } from '../../schemas/dry-run.ts'
import { tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

export const pathOfSchema = (type: string, version: number) => `/analytics/schemas/${type}/${version}`

const SchemaParams = Type.Object({ type: Type.String({ maxLength: 100 }), version: Type.Integer({ minimum: 1 }) })

const DryRunSchema = Type.Object({
  since: Type.String({ format: 'date-time' }),
  complete: Type.Boolean({ description: 'Whether all events since then were validated' }),
  events: Type.Integer(),
  failed: Type.Integer(),
  producers: Type.Array(
    Type.Object({
      producer: Type.String(),
      events: Type.Integer(),
      failed: Type.Integer(),
      flaws: Type.Array(
        Type.Object({
          path: Type.String(),
          message: Type.String(),
          events: Type.Integer(),
          examples: Type.Array(Type.String({ format: 'uuid' })),
        }),
      ),
    }),
  ),
})

/** A dry run reads much of the ledger and keeps a processor busy, so there is one at a time. */
const oneAtATime = limitConcurrency(1)

/** The JSON Schemas by which ingest takes or refuses events, and what a proposed one would refuse. */
export const schemaRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/schemas/:type/:version', {
      config: { scope: 'analytics:read', audit: { none: 'what the service knows' } },
      schema: {
        operationId: 'getSchema',
        tags: ['Catalogue'],
        summary: 'The JSON Schema of one version of an event type',
        params: SchemaParams,
        response: {
          200: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema 2020-12' }),
          ...problems(404, 422),
        },
      },
      handler: async (request) => {
        const { type, version } = request.params
        const definition = deps.catalogue.get(type)
        const found = definition && versionOf(definition, version)
        if (found === undefined) throw new Failure('not_found', `There is no version ${version} of ${type}.`)
        return publishedSchema(found)
      },
    })

    app.post('/analytics/schemas/:type/dry-run', {
      config: { scope: 'admin', audit: 'schema.dry_run' },
      schema: {
        operationId: 'tryEventSchema',
        tags: ['Catalogue'],
        summary: 'What a proposed schema would refuse of the events of the last days, by producer',
        params: Type.Object({ type: SchemaParams.properties.type }),
        body: Type.Object({
          schema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema 2020-12 of a whole event' }),
          days: Type.Integer({ minimum: 1, maximum: 3_660, default: 7 }),
        }),
        response: { 200: DryRunSchema, ...problems(404, 422, 503) },
      },
      handler: async (request) => {
        const { type } = request.params
        if (!deps.catalogue.has(type)) throw new Failure('not_found', `There is no event type ${type}.`)
        const { tenantId } = principalOf(request)
        tellAudit(request, { details: { type, days: request.body.days } })
        const found = await oneAtATime(() => dryRun(deps, { tenantId, type, ...request.body }))
        return { ...found, producers: [...found.producers] }
      },
    })
  }
