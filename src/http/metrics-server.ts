import { createServer, type Server } from 'node:http'
import type { HttpDeps } from './deps.ts'

/** The paths under which Prometheus finds the metrics; the second is Spring Boot's. */
export const metricsPaths = ['/metrics', '/actuator/prometheus'] as const

type Measured = Pick<HttpDeps, 'metrics' | 'ingest' | 'consumers' | 'diskSpace'>

/** All metrics of this process in the text format of Prometheus, with those that are read only when they are asked for. */
export async function metricsText({ metrics, ingest, consumers, diskSpace }: Measured): Promise<string> {
  metrics.waiting.set(ingest.groupCommit.waiting())
  for (const [consumer, { stuck }] of consumers) metrics.failures.set({ consumer }, stuck?.failures ?? 0)
  metrics.diskFree.set(await diskSpace.freeBytes())
  return metrics.registry.metrics()
}

/** How long a scrape may take to be asked and answered. */
const scrapeMs = 10_000
/** Connections at once: a few Prometheus servers, and no more. */
const mostConnections = 16

/** Serves metrics alone, without a credential, on a port of its own that only Prometheus should reach. */
export function openMetricsServer(deps: Measured & Pick<HttpDeps, 'log'>): Server {
  const server = createServer({ requestTimeout: scrapeMs, headersTimeout: scrapeMs }, (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const path = request.url?.split('?')[0] ?? ''
    if (!isRead || !(metricsPaths as readonly string[]).includes(path)) {
      response.writeHead(isRead ? 404 : 405, isRead ? {} : { allow: 'GET, HEAD' }).end()
      return
    }
    metricsText(deps).then(
      (text) => {
        const headers = { 'content-type': deps.metrics.registry.contentType, 'x-content-type-options': 'nosniff' }
        response.writeHead(200, headers).end(text)
      },
      (error) => {
        deps.log.error({ err: error }, 'metrics could not be collected')
        response.writeHead(500).end()
      },
    )
  })
  server.maxConnections = mostConnections
  return server
}
