import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { mayReadPersonal } from '../../access/principal.ts'
import { readFigureSettings } from '../../access/tenants.ts'
import { mask } from '../../compliance/protect.ts'
import { answerLot } from '../../insights/lot/answer.ts'
import { type LotAnswer, LotAnswerSchema } from '../../insights/lot/request.ts'
import { answerLots } from '../../insights/lots/answer.ts'
import { LotsAnswerSchema, LotsRequestSchema } from '../../insights/lots/request.ts'
import type { AnswerQuestion } from '../../warehouse/ask.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { problems } from '../problem.ts'

const list = { scope: 'analytics:read', audit: { grouped: 'figures.asked' } } as const
const config = { scope: 'analytics:read', audit: 'lot.read' } as const
const tags = ['Lots']
const params = Type.Object({ lot: Type.String({ minLength: 1, maxLength: 128 }) })

/** A report's term belongs to the person who wears the device: it is for those who may read what is personal. */
const shownTo = (request: FastifyRequest, answer: LotAnswer): LotAnswer =>
  mayReadPersonal(principalOf(request), 'adverse_event')
    ? answer
    : { ...answer, reports: answer.reports.map((report) => ({ ...report, term: report.term === null ? null : mask })) }

/** GET /analytics/lots and /analytics/lots/{lot}, the latter by POST too. */
export const lotRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    async function ask<Request, Answer>(
      call: FastifyRequest,
      answer: AnswerQuestion<Request, Answer>,
      request: Request,
    ): Promise<Answer> {
      const { tenantId } = principalOf(call)
      return deps.warehouse.ask(tenantId, answer, request, await readFigureSettings(deps.db, tenantId))
    }

    app.get('/analytics/lots', {
      config: list,
      schema: {
        operationId: 'listLots',
        tags,
        summary: 'Every lot of a range: units, devices, people, harm, and how it stands among its siblings',
        querystring: LotsRequestSchema,
        response: { 200: LotsAnswerSchema, ...problems(422, 503) },
      },
      handler: (request) => ask(request, answerLots, request.query),
    })

    const ofOne = { tags, params, response: { 200: LotAnswerSchema, ...problems(404, 422, 503) } }
    app.get('/analytics/lots/:lot', {
      config,
      schema: {
        ...ofOne,
        operationId: 'getLot',
        summary: 'From a lot to everything about it: its making, stock, parcels, devices and reports',
        querystring: LotsRequestSchema,
      },
      handler: async (request) =>
        shownTo(
          request,
          await ask(request, answerLot, {
            ...request.query,
            lot: request.params.lot,
          }),
        ),
    })

    app.post('/analytics/lots/:lot', {
      config,
      schema: { ...ofOne, operationId: 'askLot', summary: 'The same as getLot', body: LotsRequestSchema },
      handler: async (request) =>
        shownTo(
          request,
          await ask(request, answerLot, {
            ...request.body,
            lot: request.params.lot,
          }),
        ),
    })
  }
