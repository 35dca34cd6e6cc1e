import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { mayReadPersonal } from '../../access/principal.ts'
import type { ShownEvent } from '../../events/envelope.ts'
import { answerSurroundings } from '../../insights/incident/answer.ts'
import { SurroundingsSchema } from '../../insights/incident/request.ts'
import { Failure } from '../../platform/errors.ts'
import type { IncidentFile, Reading } from '../../vigilance/file.ts'
import { emdrOf } from '../../vigilance/formats/emdr.ts'
import { fhirOf } from '../../vigilance/formats/fhir.ts'
import { mirOf, mirXmlOf } from '../../vigilance/formats/mir.ts'
import { answerOpenReports, OpenReportsSchema } from '../../vigilance/open-reports.ts'
import { clockOf, incidentOf, missingFields } from '../../vigilance/report.ts'
import { ClockSchema, IncidentSchema, MissingFieldSchema } from '../../vigilance/schema.ts'
import { principalOf } from '../authentication.ts'
import type { HttpDeps } from '../deps.ts'
import { shownEvents } from '../personal-values.ts'
import { problems } from '../problem.ts'

const dayMs = 86_400_000
/** Events of a report, and readings around an incident. */
const mostEvents = 1_000

const formats = {
  'mir-json': {
    type: 'application/json',
    end: 'mir.json',
    write: (file: IncidentFile) => JSON.stringify(mirOf(file), null, 2),
  },
  'mir-xml': { type: 'application/xml', end: 'mir.xml', write: mirXmlOf },
  'emdr-json': {
    type: 'application/json',
    end: 'emdr.json',
    write: (file: IncidentFile) => JSON.stringify(emdrOf(file), null, 2),
  },
  fhir: {
    type: 'application/fhir+json',
    end: 'fhir.json',
    write: (file: IncidentFile) => JSON.stringify(fhirOf(file), null, 2),
  },
} as const
type Format = keyof typeof formats

const isEvent = ({ action }: ShownEvent) => ['reported', 'updated', 'closed'].includes(action)

function readingsOf(events: readonly ShownEvent[]): Reading[] {
  return events.toReversed().flatMap(({ id, occurred_at: at, data }) => {
    const { metric, value, unit } = data
    if (typeof metric !== 'string' || typeof value !== 'number') return []
    return [{ id, at, metric, value, unit: typeof unit === 'string' ? unit : null }]
  })
}

/** @throws Failure forbidden where the caller may not read reports in the clear */
function permitReports(request: FastifyRequest): void {
  if (mayReadPersonal(principalOf(request), 'adverse_event')) return
  throw new Failure('forbidden', 'This call needs personal:read for adverse events.', { scope: 'personal:read' })
}

/** GET /analytics/incidents, /analytics/incidents/{report_id} and its file: adverse events as authorities ask for them. */
export const incidentRoutes =
  (deps: HttpDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    /** @throws Failure not_found; forbidden where the caller may not read reports in the clear */
    async function fileOf(
      request: FastifyRequest,
      report_id: string,
      withReadings: boolean,
    ): Promise<IncidentFile & { meta: object }> {
      permitReports(request)
      const { tenantId } = principalOf(request)
      const found = await deps.lookUps.page(tenantId, { type: 'adverse_event', report_id }, { limit: mostEvents })
      const events = (await shownEvents(deps, request, found.events, true)).filter(isEvent).toReversed()
      const [first, ...later] = events
      if (first === undefined) throw new Failure('not_found', `There is no report ${report_id}.`)
      const told = incidentOf([first, ...later], null)
      const { product_id, similar_by, market, meta } = await deps.warehouse.ask(tenantId, answerSurroundings, told)
      const incident = { ...told, product_id }
      const now = deps.now()
      return {
        ...{ incident, clock: clockOf(incident, first.received_at, now), missing: missingFields(incident) },
        ...{ similar_by, market, written_at: new Date(now).toISOString(), meta },
        readings: withReadings ? await readings(request, incident.device_id, first.occurred_at) : [],
      }
    }

    /** What the device read within a day before the incident and after it. */
    async function readings(request: FastifyRequest, device_id: string | null, occurredAt: string): Promise<Reading[]> {
      if (device_id === null) return []
      const at = Date.parse(occurredAt)
      const span = { from: new Date(at - dayMs).toISOString(), to: new Date(at + dayMs).toISOString() }
      const filters = { type: 'telemetry', action: 'read', device_id, ...span }
      const { events } = await deps.lookUps.page(principalOf(request).tenantId, filters, { limit: mostEvents })
      return readingsOf(await shownEvents(deps, request, events, true))
    }

    app.get('/analytics/incidents', {
      config: { scope: 'personal:read', audit: 'incidents.listed' },
      schema: {
        operationId: 'listIncidents',
        tags: ['Quality'],
        summary: 'Reports that have to be filed and are not closed, the one that is due first first',
        response: { 200: OpenReportsSchema, ...problems(422, 503) },
      },
      handler: async (request) => {
        permitReports(request)
        return (await deps.warehouse.ask(principalOf(request).tenantId, answerOpenReports, {})) as never
      },
    })

    const params = Type.Object({ report_id: Type.String({ minLength: 1, maxLength: 128 }) })
    app.get('/analytics/incidents/:report_id', {
      config: { scope: 'personal:read', audit: 'incident.read' },
      schema: {
        operationId: 'getIncident',
        tags: ['Quality'],
        summary:
          'A report as an authority asks for it: until when to file, what is missing, similar reports and units sold',
        params,
        response: {
          200: Type.Object({
            incident: IncidentSchema,
            clock: ClockSchema,
            missing: Type.Array(MissingFieldSchema),
            similar_by: SurroundingsSchema.properties.similar_by,
            market: SurroundingsSchema.properties.market,
            meta: SurroundingsSchema.properties.meta,
          }),
          ...problems(404, 422, 503),
        },
      },
      handler: async (request) => {
        const { readings: _, written_at: __, ...file } = await fileOf(request, request.params.report_id, false)
        return file as never
      },
    })

    app.get('/analytics/incidents/:report_id/file', {
      config: { scope: 'personal:read', audit: 'incident.exported' },
      schema: {
        operationId: 'getIncidentFile',
        tags: ['Quality'],
        summary:
          'The report as a file, by the sections of MIR or FDA 3500A, or as FHIR R4 resources; prepared, not filed',
        params,
        querystring: Type.Object({ format: Type.String({ enum: Object.keys(formats) }) }),
        response: {
          200: {
            description: 'A file',
            content: {
              'application/json': { schema: {} },
              'application/xml': { schema: Type.String() },
              'application/fhir+json': { schema: {} },
            },
          },
          ...problems(404, 422, 503),
        },
      },
      handler: async (request, reply) => {
        const format = request.query.format as Format
        const { type, end, write } = formats[format]
        const file = await fileOf(request, request.params.report_id, format === 'fhir')
        const name = `incident-${request.params.report_id.replaceAll(/[^\w-]/g, '_')}.${end}`
        return reply
          .type(type)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(Buffer.from(write(file)))
      },
    })
  }
