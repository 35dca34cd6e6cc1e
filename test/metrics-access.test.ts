import { METHODS } from 'node:http'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { reasons } from '../src/ingest/outcome.ts'
import { adminKey, startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
let metricsPort: number
beforeAll(async () => {
  metricsPort = await freePort()
  service = await startService({ POCM_METRICS_PORT: String(metricsPort), POCM_LOG_LEVEL: 'silent' })
})
afterAll(() => service.stopAndClean())

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

const paths = ['/metrics', '/actuator/prometheus']
const ask = (url: string, remoteAddress: string, headers: Record<string, string> = {}) =>
  service.service.app.inject({ url, remoteAddress, headers })

test.each(paths)(
  '%s on the main port is open to this machine, as Prometheus beside the service reads it',
  async (path) => {
    for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) {
      expect((await ask(path, address)).statusCode, address).toBe(200)
    }
    expect((await fetch(service.url + path)).status).toBe(200)
  },
)

test.each(paths)('%s asks all others for an admin of the tenant that runs the service', async (path) => {
  const other = await createApiKey(service.service.db, { tenantId: 'clinic', name: path, scopes: ['admin'] })
  const reader = await createApiKey(service.service.db, { tenantId: 'demo', name: path, scopes: ['analytics:read'] })
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  for (const address of ['10.0.0.8', '192.168.1.2', '2a00::1', '::ffff:10.0.0.8', '172.16.0.127']) {
    expect((await ask(path, address)).statusCode, address).toBe(401)
    expect((await ask(path, address, { 'x-forwarded-for': '127.0.0.1' })).statusCode, address).toBe(401)
    expect((await ask(path, address, bearer(other.key))).statusCode).toBe(403)
    expect((await ask(path, address, bearer(reader.key))).statusCode).toBe(403)
    expect((await ask(path, address, bearer(adminKey))).statusCode).toBe(200)
  }
  // A proxy on this machine says for whom it asks.
  expect((await ask(path, '127.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).statusCode).toBe(401)
})

test('a port of its own serves metrics and nothing else', async () => {
  const at = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${metricsPort}${path}`, { method })
  for (const path of paths) {
    const answer = await at(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await answer.text()).toContain('pocm_')
    expect((await at(path, 'POST')).status).toBe(405)
  }
  for (const path of ['/', '/health', '/analytics/events', '/metrics/x']) expect((await at(path)).status).toBe(404)
})

test('what clients send makes no new series: labels hold nothing that they choose', async () => {
  const read = async () => {
    const lines = (await (await fetch(`${service.url}/metrics`)).text()).split('\n')
    // Those of Node have series of each kind of garbage collection, from its first on.
    return lines.filter((line) => line.startsWith('pocm_'))
  }
  const send = async (word: string) => {
    for (const method of ['GET', 'POST', 'PROPFIND']) {
      for (const url of [`/analytics/${word}`, `/analytics/events/${word}`, `/${word}?${word}=1`]) {
        const headers = { 'user-agent': word, authorization: `Bearer ${word}`, 'x-forwarded-for': '10.9.8.7' }
        await service.service.app.inject({ method: method as 'GET', url, headers })
      }
    }
  }
  await send('first')
  // A reading is a call as well, and counts once it was answered.
  await read()
  const before = await read()
  expect(before.length).toBeGreaterThan(20)
  for (let index = 0; index < 20; index++) await send(`word${index}`)
  const after = await read()
  expect(after.filter((line) => /word\d/.test(line))).toEqual([])
  expect(after.length).toBeLessThanOrEqual(before.length + 5)
})

const consumerNames = ['relay', 'letters', 'kafka_ingest', 'live', 'sink', 'warehouse', 'archive']

/** What each label may say: lists that the code closes. A label that is not here makes this test fail until its bound is named. */
test('every label of every metric has values of a closed list, and none of a client or a tenant', async () => {
  const { app, deps } = service.service
  const bounds: Record<string, (value: string) => boolean> = {
    outcome: (value) => ['accepted', 'duplicate', 'rejected'].includes(value),
    reason: (value) => value === '' || value in reasons,
    method: (value) => METHODS.includes(value),
    route: (value) => value === 'none' || app.declaredRoutes.some(({ url }) => url === value),
    status: (value) => /^[1-5]\d\d$/.test(value),
    consumer: (value) => consumerNames.includes(value),
    task: (value) => /^[a-z_]{1,40}$/.test(value),
    store: (value) => ['ledger', 'warehouse', 'archive', 'dead_letters', 'audit', 'hot_window'].includes(value),
    from: (value) => ['warehouse', 'shelf', 'joined'].includes(value),
    stage: (value) => ['parse', 'commit'].includes(value),
    dependency: (value) => ['ledger', 'warehouse', 'kafka', 'redis', 's3', 'schema_registry'].includes(value),
    le: (value) => value === '+Inf' || Number(value) > 0,
    // Of Node itself.
    type: (value) => /^\w{1,40}$/.test(value),
    kind: (value) => /^\w{1,40}$/.test(value),
    space: (value) => /^\w{1,40}$/.test(value),
    version: (value) => /^v\d+/.test(value),
    major: (value) => /^\d+$/.test(value),
    minor: (value) => /^\d+$/.test(value),
    patch: (value) => /^\d+$/.test(value),
  }
  for (const [index, type] of ['telemetry', 'unheard-of', '', `x${'y'.repeat(500)}`].entries()) {
    await service.call('POST', '/analytics/ingest', { type, tenant_id: `t${index}`, producer: `p${index}` })
    await service.call('GET', `/analytics/events/${encodeURIComponent(type)}`)
  }
  const metrics = await deps.metrics.registry.getMetricsAsJSON()
  expect(metrics.length).toBeGreaterThan(40)
  for (const { name, values } of metrics) {
    for (const { labels } of values) {
      for (const [label, value] of Object.entries(labels)) {
        expect(Object.keys(bounds), `${name} has the label ${label}`).toContain(label)
        expect(bounds[label]?.(String(value)), `${name}{${label}="${value}"}`).toBe(true)
      }
    }
    // The bound of a label times that of the others: a process shows at most so many series of one metric.
    expect(values.length, name).toBeLessThan(5_000)
  }
})
