import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type Principal, permit } from '../../access/principal.ts'
import { toCount } from '../../ingest/count-outcomes.ts'
import { ingest } from '../../ingest/ingest.ts'
import { reasons } from '../../ingest/outcome.ts'
import { parseExact, stringifyExact } from '../../models/exact-json.ts'
import type { RecordPredictions } from '../../models/gateway.ts'
import { InferenceAnswerSchema, type InferenceRequest, InferenceRequestSchema } from '../../models/inference.ts'
import { ModelSchema } from '../../models/model.ts'
import { Failure } from '../../platform/errors.ts'
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

    /** Predictions that were recorded before stay as they were, also where the same call comes twice at once. */
    const record = async (principal: Principal, made: Parameters<RecordPredictions>[0]) => {
      const { tenantId, restrictions } = principal
      const keys = made.map(({ idempotency_key: key }) => ({ tenantId, key }))
      const taken = await deps.ingest.findKeys(keys)
      const occurred_at = new Date(deps.now()).toISOString()
      const values = made
        .filter((_, at) => taken[at] !== true)
        .map((it) => ({ ...it, type: 'prediction', action: 'made', producer: 'pocm-analytics', occurred_at }))
      const origin = { tenantId, traceId: undefined, form: 'event', allowedTypes: restrictions?.allowedTypes } as const
      const outcomes = await ingest(deps.ingest, values, origin)
      deps.countOutcomes({ tenantId, source: 'http' }, outcomes.map(toCount), values)
      const refused = outcomes.find((it) => it.status === 'rejected' && it.reason !== 'idempotency_conflict')
      if (refused?.status === 'rejected') {
        const code = refused.reason === 'type_not_allowed' ? 'forbidden' : 'invalid_request'
        throw new Failure(code, reasons[refused.reason], { errors: [...refused.errors] })
      }
      return outcomes.filter(({ status }) => status === 'accepted').length
    }

    app.post('/analytics/ml/predict', {
      config: { scope: 'analytics:read', audit: { grouped: 'model.asked' } },
      schema: {
        operationId: 'predict',
        tags: ['Models'],
        summary: 'Asks a model, built in or of the model server, by the Open Inference Protocol v2',
        description:
          'Whole numbers of INT64 and UINT64 are read and written with all their digits. With the parameter `record: true` what a built-in ' +
          'model predicts is recorded as events `prediction.made`, once for each `id` of a call, or for the same inputs of a day; it needs ' +
          'analytics:ingest. The answer says in its parameters how many `predictions` there are, and how many were `recorded` now.',
        body: { content: { 'application/json': { schema: withExamples(InferenceRequestSchema, examples) } } },
        response: { 200: InferenceAnswerSchema, ...problems(404, 422, 502, 503, 504) },
      },
      handler: async (request, reply) => {
        const asked = request.body as InferenceRequest
        const principal = principalOf(request)
        if (asked.parameters?.record === true) permit(principal, 'analytics:ingest')
        const answer = await deps.models.predict(principal.tenantId, asked, (made) => record(principal, made))
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
