import { METHODS } from 'node:http'
import cookies from '@fastify/cookie'
import proxyaddr from '@fastify/proxy-addr'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { auditRequests } from './audit.ts'
import { authenticateRequests } from './authentication.ts'
import { noteBreakGlass } from './break-glass.ts'
import { answerOtherOrigins } from './browser-keys.ts'
import { limitConnections } from './connections.ts'
import { collectRoutes } from './declared-routes.ts'
import type { HttpDeps } from './deps.ts'
import {
  answerClientError,
  answerFrameworkError,
  refuseRepeatedFields,
  refuseUnsafeValues,
  refuseWhenClosing,
} from './edges.ts'
import { slowFailedCredentials } from './failed-credentials.ts'
import { describeRoutes, openapi } from './openapi.ts'
import { answerErrors } from './problem.ts'
import { limitRequests } from './rate-limits.ts'
import { readJson } from './read-body.ts'
import { countBodies, receiveBodies } from './receive.ts'
import { accessReviewRoutes } from './routes/access-review.ts'
import { alertRoutes } from './routes/alerts.ts'
import { annotationRoutes } from './routes/annotations.ts'
import { anomalyRoutes } from './routes/anomalies.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { archiveRoutes } from './routes/archive.ts'
import { attentionRoutes } from './routes/attention.ts'
import { auditRoutes } from './routes/audit.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { eventRoutes } from './routes/events.ts'
import { explainRoutes } from './routes/explain.ts'
import { exportRoutes } from './routes/export.ts'
import { firingRoutes } from './routes/firings.ts'
import { forecastRoutes } from './routes/forecast.ts'
import { funnelRoutes } from './routes/funnel.ts'
import { gdprRoutes } from './routes/gdpr.ts'
import { healthRoutes } from './routes/health.ts'
import { holdRoutes } from './routes/holds.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { ingestRoutes } from './routes/ingest.ts'
import { journeyRoutes } from './routes/journeys.ts'
import { lotRoutes } from './routes/lots.ts'
import { ltvRoutes } from './routes/ltv.ts'
import { modelRoutes } from './routes/models.ts'
import { oidcRoutes } from './routes/oidc.ts'
import { operationRoutes } from './routes/operations.ts'
import { peopleRoutes } from './routes/people.ts'
import { predictionRoutes } from './routes/predictions.ts'
import { qualityRoutes } from './routes/quality.ts'
import { queryRoutes } from './routes/query.ts'
import { rateLimitRoutes } from './routes/rate-limits.ts'
import { recallRoutes } from './routes/recall.ts'
import { reconcileRoutes } from './routes/reconcile.ts'
import { rejectionRoutes } from './routes/rejections.ts'
import { reorderRoutes } from './routes/reorder.ts'
import { retentionRoutes } from './routes/retention.ts'
import { retentionPolicyRoutes } from './routes/retention-policies.ts'
import { roleRoutes } from './routes/roles.ts'
import { sampleRoutes } from './routes/samples.ts'
import { savedViewRoutes } from './routes/saved-views.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { scimRoutes } from './routes/scim.ts'
import { searchRoutes } from './routes/search.ts'
import { serviceAccountRoutes } from './routes/service-accounts.ts'
import { serviceStateRoutes } from './routes/service-state.ts'
import { sessionRoutes } from './routes/session.ts'
import { stockRoutes } from './routes/stock.ts'
import { streamPath, streamRoutes } from './routes/stream.ts'
import { tenantRoutes } from './routes/tenant.ts'
import { therapyRoutes } from './routes/therapy.ts'
import { traceRoutes } from './routes/trace.ts'
import { visitRoutes } from './routes/visits.ts'
import { warehouseRoutes } from './routes/warehouse.ts'
import { secureAnswers } from './security-headers.ts'
import { signRequests } from './signature.ts'
import { traceRequests } from './trace-requests.ts'
import { validateRequests } from './validation.ts'

/** The methods that routes have, and OPTIONS. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'])

/** The largest body of any call but ingest. */
const jsonBytes = 1024 * 1024
/** The largest message of a WebSocket; clients need not send any. */
const socketBytes = 1024
/** How many bodies of the largest size may be under way together. */
const bodiesAtOnce = 4

/** The HTTP service, not listening yet. A process without the role `api` serves health and metrics alone. */
export async function buildApp(deps: HttpDeps, { api }: { api: boolean }): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: deps.log.child(
      {},
      { level: deps.log.level === 'info' ? 'warn' : deps.log.level },
    ) as FastifyBaseLogger,
    requestTimeout: 120_000,
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: answerFrameworkError,
    trustProxy: [...deps.trustedProxies],
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // Clients that offer HTTP/2 in the same way (`Upgrade: h2c`) must be answered as ever.
    http: {
      headersTimeout: 20_000,
      connectionsCheckingInterval: 5_000,
      shouldUpgradeCallback: ({ headers, url }) =>
        headers.upgrade?.toLowerCase() === 'websocket' && url?.split('?')[0] === streamPath,
    },
  })

  // A method that no route knows is answered by the 404 handler, whatever its headers and body.
  for (const method of METHODS) {
    if (!methods.has(method)) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  }
  traceRequests(app, deps.tracer)
  validateRequests(app)
  // Plain JSON: a serialiser made from a schema would drop what the schema does not name, and an event may hold anything.
  app.setSerializerCompiler(() => JSON.stringify)
  answerErrors(app)
  secureAnswers(app, deps.publicUrl)
  refuseWhenClosing(app)
  refuseRepeatedFields(app)
  const isTrusted = proxyaddr.compile([...deps.trustedProxies])
  limitConnections(app.server, (address) => isTrusted(address, 0))
  slowFailedCredentials(app, deps.failedCredentials)
  countBodies(app, deps.maxBodyBytes * bodiesAtOnce)
  receiveBodies(app, ['application/json'], jsonBytes, (body, request) =>
    readJson(body, request.headers['content-type'] ?? ''),
  )
  collectRoutes(app)

  app.addHook('onResponse', async (request, reply) => {
    const { url = 'none' } = request.routeOptions
    const labels = { method: request.method, route: url, status: String(reply.statusCode) }
    deps.metrics.requests.observe(labels, reply.elapsedTime / 1000)
    if (url.startsWith('/analytics/ingest')) deps.ingestTimes.note(reply.elapsedTime)
  })
  await app.register(cookies)
  await app.register(websocket, { options: { maxPayload: socketBytes } })
  await app.register(swagger, { openapi, transform: describeRoutes })
  answerOtherOrigins(app, deps)
  auditRequests(app, deps)
  authenticateRequests(app, deps)
  noteBreakGlass(app, deps)
  limitRequests(app, deps)
  refuseUnsafeValues(app)
  signRequests(app, deps)

  await app.register(healthRoutes(deps))
  if (!api) return app
  for (const routes of [
    ingestRoutes,
    eventRoutes,
    searchRoutes,
    streamRoutes,
    catalogueRoutes,
    schemaRoutes,
    queryRoutes,
    rateLimitRoutes,
    exportRoutes,
    funnelRoutes,
    journeyRoutes,
    ltvRoutes,
    retentionRoutes,
    sampleRoutes,
    stockRoutes,
    lotRoutes,
    therapyRoutes,
    recallRoutes,
    traceRoutes,
    anomalyRoutes,
    modelRoutes,
    predictionRoutes,
    attentionRoutes,
    explainRoutes,
    forecastRoutes,
    reorderRoutes,
    sessionRoutes,
    oidcRoutes,
    visitRoutes,
    apiKeyRoutes,
    serviceAccountRoutes,
    scimRoutes,
    peopleRoutes,
    roleRoutes,
    tenantRoutes,
    savedViewRoutes,
    annotationRoutes,
    alertRoutes,
    firingRoutes,
    reconcileRoutes,
    operationRoutes,
    rejectionRoutes,
    serviceStateRoutes,
    deadLetterRoutes,
    auditRoutes,
    gdprRoutes,
    holdRoutes,
    incidentRoutes,
    qualityRoutes,
    retentionPolicyRoutes,
    accessReviewRoutes,
    archiveRoutes,
    warehouseRoutes,
  ]) {
    await app.register(routes(deps))
  }
  await app.register(dashboardRoutes)
  return app
}
