import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { versionOf } from '../../events/define.ts'
import { publishedSchema } from '../../events/schema.ts'
import { Failure } from '../../platform/errors.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

export const pathOfSchema = (type: string, version: number) => `/analytics/schemas/${type}/${version}`

const SchemaParams = Type.Object({ type: Type.String({ maxLength: 100 }), version: Type.Integer({ minimum: 1 }) })

/** GET /analytics/schemas/{type}/{version}: the JSON Schema by which ingest takes or refuses an event. */
export const schemaRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get('/analytics/schemas/:type/:version', {
      config: { scope: 'analytics:read' },
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
  }
