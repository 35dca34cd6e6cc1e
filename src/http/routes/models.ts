import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { parseExact, stringifyExact } from '../../models/exact-json.ts'
import { InferenceAnswerSchema, type InferenceRequest, InferenceRequestSchema } from '../../models/inference.ts'
import { ModelSchema } from '../../models/model.ts'
import { tellAudit } from '../audit.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { withExamples } from '../openapi.ts'
import { problems } from '../problem.ts'
import { readJson } from '../read-body.ts'
import { receiveBodies } from '../receive.ts'

const examples = {
  next_two_days: {
    value: {
      ...{ model_name: 'demand_forecast', id: 'call-1' },
      inputs: [
        {
          name: 'history',
          datatype: 'FP64',
          shape: [24],
          data: Array.from({ length: 24 }, (_, day) => 20 + (day % 7)),
        },
        { name: 'horizon', datatype: 'INT32', shape: [1], data: [2] },
      ],
    },
  },
}

/** POST /analytics/ml/predict and GET /analytics/ml/models. */
export const modelRoutes =
  (deps: HttpDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    receiveBodies(app, ['application/json'], deps.models.maxBytes, (body, request) =>
      readJson(body, request.headers['content-type'] ?? '', parseExact),
    )

    app.post('/analytics/ml/predict', {
      config: { scope: 'analytics:read', audit: { grouped: 'model.asked' } },
      schema: {
        operationId: 'predict',
        tags: ['Models'],
        summary: 'Asks a model, built in or of the model server, by the Open Inference Protocol v2',
        description: 'Whole numbers of INT64 and UINT64 are read and written with all their digits.',
        body: { content: { 'application/json': { schema: withExamples(InferenceRequestSchema, examples) } } },
        response: { 200: InferenceAnswerSchema, ...problems(404, 422, 502, 503, 504) },
      },
      handler: async (request, reply) => {
        const asked = request.body as InferenceRequest
        const answer = await deps.models.predict(principalOf(request).tenantId, asked)
        tellAudit(request, { about: answer.model_name })
        return reply.serializer(stringifyExact).type('application/json; charset=utf-8').send(answer)
      },
    })

    app.get('/analytics/ml/models', {
      config: { scope: 'analytics:read', audit: { grouped: 'model.listed' } },
      schema: {
        operationId: 'listModels',
        tags: ['Models'],
        summary:
          'The models that the tenant may ask: what they take and give, what they were fitted on, how well they did',
        response: { 200: Type.Object({ models: Type.Array(ModelSchema) }), ...problems(503) },
      },
      handler: async (request) => {
        const { tenantId, isVisitor } = principalOf(request)
        return { models: await deps.models.list(tenantId, !isVisitor) }
      },
    })
  }
