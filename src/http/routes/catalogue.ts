import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { columnOf, topicOf, versionsOf } from '../../events/define.ts'
import { schemaOf } from '../../events/schema.ts'
import { kindOf } from '../../insights/explain/kind.ts'
import { isAdditive } from '../../measures/additive.ts'
import { units } from '../../measures/define.ts'
import { carriedBy } from '../../warehouse/tables/carried.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'
import { pathOfSchema } from './schemas.ts'

const text = Type.String()

/** GET /analytics/catalogue: what can happen, and what is counted. */
export const catalogueRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const catalogue = {
      events: [...deps.catalogue.values()].map((event) => ({
        type: event.type,
        emitted: event.emitted,
        actions: [...event.actions],
        person_actions: [...event.personActions],
        dimensions: carriedBy(event),
        version: event.version,
        topic: topicOf(event.type, event.version),
        schema: schemaOf(event),
        versions: versionsOf(event).map(({ version }) => ({ version, schema_url: pathOfSchema(event.type, version) })),
        columns: Object.fromEntries(Object.entries(event.columns).map(([field, type]) => [columnOf(field), type])),
        example: event.example,
      })),
      measures: [...deps.measures.values()].map((measure) => ({
        id: measure.id,
        title: measure.title,
        question: measure.question,
        formula: measure.formula,
        numerator: measure.numerator,
        denominator: measure.denominator,
        counts_observations: measure.observations !== undefined,
        is_share: measure.isShare === true,
        is_additive: isAdditive(measure),
        explained_as: kindOf(measure, deps.measures),
        unit: measure.unit,
        uses: [...measure.uses],
        dimensions: [...measure.dimensions],
      })),
    }

    app.get('/analytics/catalogue', {
      config: { scope: 'analytics:read', audit: { none: 'what the service knows' } },
      schema: {
        operationId: 'getCatalogue',
        tags: ['Catalogue'],
        summary: 'Event types with their JSON Schemas, and measures with formula, unit and dimensions',
        response: {
          200: Type.Object({
            events: Type.Array(
              Type.Object({
                type: text,
                emitted: text,
                actions: Type.Array(text),
                version: Type.Integer(),
                topic: text,
                schema: Type.Record(text, Type.Unknown()),
                versions: Type.Array(Type.Object({ version: Type.Integer(), schema_url: text })),
                person_actions: Type.Array(text, { description: 'Those by which the person of user_id is active' }),
                dimensions: Type.Array(text, { description: 'What its events can be cut by' }),
                columns: Type.Record(text, text),
                example: Type.Record(text, Type.Unknown()),
              }),
            ),
            measures: Type.Array(
              Type.Object({
                id: text,
                title: text,
                question: text,
                formula: text,
                numerator: text,
                denominator: Type.Union([text, Type.Null()]),
                counts_observations: Type.Boolean({
                  description: 'Whether its denominator counts observations: an alert may ask for a minimum of them',
                }),
                is_share: Type.Boolean({
                  description: 'Whether it is a share of its observations: an answer may give its 95 % interval',
                }),
                is_additive: Type.Boolean({
                  description:
                    'Whether its days add up: POST /analytics/forecast can forecast it, and an alert compare it with that',
                }),
                explained_as: Type.Union([Type.String({ enum: ['sum', 'rate'] }), Type.Null()], {
                  description: 'How POST /analytics/explain explains its change; null: it cannot',
                }),
                unit: Type.String({
                  enum: [...units],
                  description: 'distribution: a list of counts, of ten equal bins from 0 to 1; all others: a number',
                }),
                uses: Type.Array(text),
                dimensions: Type.Array(text),
              }),
            ),
          }),
          ...problems(),
        },
      },
      handler: async () => catalogue,
    })
  }
