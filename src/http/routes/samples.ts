import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { readFigureSettings } from '../../access/tenants.ts'
import { MetaSchema } from '../../insights/question.ts'
import { answerSamples } from '../../insights/samples/answer.ts'
import { SampleSums, type SamplesRequest, SamplesRequestSchema } from '../../insights/samples/request.ts'
import { tellSubjects } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { StoredEventSchema } from '../event-schema.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'

const examples = { refunds: { value: { metric: 'refund_rate', from: '2026-10-01', to: '2026-11-01', limit: 10 } } }

/** POST /analytics/samples: the events behind a figure. */
export const sampleRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post('/analytics/samples', {
      config: { scope: 'analytics:read', audit: 'events.sampled' },
      schema: {
        operationId: 'samples',
        tags: ['Figures'],
        summary: 'The newest events that a measure counts, protected values masked, and how it computes from them',
        description: 'As many events as asked for, or as have 16 MiB together where they are large',
        body: { content: { 'application/json': { schema: withExamples(SamplesRequestSchema, examples) } } },
        response: {
          200: Type.Object({ events: Type.Array(StoredEventSchema), sums: SampleSums, meta: MetaSchema }),
          ...problems(422, 503),
        },
      },
      handler: async (request) => {
        const { tenantId } = principalOf(request)
        const { events, ...rest } = await deps.warehouse.ask(
          tenantId,
          answerSamples,
          request.body as SamplesRequest,
          await readFigureSettings(deps.db, tenantId),
        )
        const found = await deps.lookUps.at(tenantId, events)
        await tellSubjects(deps, request, found)
        return { events: found.map(deps.protection.masked), ...rest }
      },
    })
  }
