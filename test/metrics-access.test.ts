import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
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
  const read = async () => (await (await fetch(`${service.url}/metrics`)).text()).split('\n')
  const send = async (word: string) => {
    for (const method of ['GET', 'POST', 'PROPFIND']) {
      for (const url of [`/analytics/${word}`, `/analytics/events/${word}`, `/${word}?${word}=1`]) {
        const headers = { 'user-agent': word, authorization: `Bearer ${word}`, 'x-forwarded-for': '10.9.8.7' }
        await service.service.app.inject({ method: method as 'GET', url, headers })
      }
    }
  }
  await send('first')
  const before = await read()
  for (let index = 0; index < 20; index++) await send(`word${index}`)
  const after = await read()
  expect(after.filter((line) => /word\d/.test(line))).toEqual([])
  expect(after.length).toBeLessThanOrEqual(before.length + 5)
})
