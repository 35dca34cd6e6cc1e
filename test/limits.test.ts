import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import type { Scope } from '../src/access/principal.ts'
import { connectRaw } from './raw-http.ts'
import { request, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const makeKey = async (tenantId: string, scopes: Scope[] = ['analytics:read', 'analytics:ingest']) =>
  createApiKey(service.service.db, { tenantId, name: 'limits', scopes })
const as =
  (credential: string) =>
  (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request(service.url, method, path, body, { authorization: `Bearer ${credential}`, ...headers })

test('who has shown no credential sends a kilobyte at the most, and holds nothing that others need', async () => {
  const large = { api_key: 'x'.repeat(400), more: 'x'.repeat(2_000) }
  const refused = await request(service.url, 'POST', '/auth/sign-in', large, { authorization: '' })
  expect([refused.status, refused.body.code]).toEqual([413, 'body_too_large'])

  const mebibyte = 1024 * 1024
  const strangers = await Promise.all(Array.from({ length: 70 }, () => connectRaw(service.url)))
  onTestFinished(() => {
    for (const { socket } of strangers) socket.destroy()
  })
  for (const { send } of strangers) {
    send(
      `POST /auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${mebibyte}\r\n\r\n`,
    )
    send(Buffer.alloc(200_000, 0x20))
  }
  const answers = await Promise.all(strangers.map(({ answer }) => answer()))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]))
  expect((await service.call('GET', '/analytics/events?limit=1')).status).toBe(200)
})

test('bodies of one credential leave room for others', async () => {
  const { key } = await makeKey('greedy')
  const half = Buffer.alloc(15 * 1024 * 1024, 0x20)
  const clients = await Promise.all(Array.from({ length: 6 }, () => connectRaw(service.url)))
  onTestFinished(() => {
    for (const { socket } of clients) socket.destroy()
  })
  const refused: number[] = []
  for (const client of clients) {
    client.send(
      `POST /analytics/ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n` +
        `content-type: application/json\r\ncontent-length: ${16 * 1024 * 1024}\r\n\r\n`,
    )
    client.send(half)
    client.answer().then(
      ({ status }) => refused.push(status),
      () => {},
    )
  }
  await until(async () => refused.length >= 4)
  expect(new Set(refused)).toEqual(new Set([429]))
  const other = await as((await makeKey('modest')).key)('POST', '/analytics/ingest', half.toString())
  expect(other.status).toBe(400)
})

test('streams of one credential and of one tenant leave room for others, and HEAD takes none', async () => {
  const { feed } = service.service.deps
  const by = (tenantId: string, credential: string) => ({
    tenantId,
    credential,
    matches: () => false,
    send: () => true,
  })
  const open = (tenantId: string, credential: string) =>
    feed.subscribe({ ...by(tenantId, credential), drop: () => {} }, { tx: '2', position: '0' })
  const { key, id } = await makeKey('reader')
  const subscriptions = Array.from({ length: 500 }, () => open('reader', id))
  const refused = await as(key)('GET', '/analytics/stream')
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests'])
  subscriptions.push(...Array.from({ length: 250 }, () => open('reader', 'another')))
  await expect(feed.begin({ tenantId: 'reader', credential: 'third' })).rejects.toMatchObject({
    code: 'too_many_requests',
  })
  await feed.begin({ tenantId: 'other', credential: 'key' })
  for (const it of subscriptions) it.end()
  await feed.begin({ tenantId: 'reader', credential: id })

  const before = feed.subscribers()
  const head = await fetch(`${service.url}/analytics/stream`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${key}` },
  })
  expect([404, 405]).toContain(head.status)
  expect(feed.subscribers()).toBe(before)
})

test.each(['Server-Sent Events', 'a WebSocket'])('%s end when the key behind them is revoked', async (kind) => {
  const { key, id } = await makeKey('demo')
  const headers = { authorization: `Bearer ${key}` }
  const ended =
    kind === 'a WebSocket'
      ? closeOf(`${service.url.replace('http', 'ws')}/analytics/stream`, headers)
      : fetch(`${service.url}/analytics/stream`, { headers }).then((answer) => answer.text())
  await until(async () => service.service.deps.feed.subscribers() > 0)
  await service.call('DELETE', `/analytics/api-keys/${id}`)
  expect(await ended).toContain('unauthenticated')
})

async function closeOf(url: string, headers: Record<string, string>): Promise<string> {
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(url, { headers })
  const [code, reason] = await once(socket, 'close')
  return `${code} ${reason}`
}

test.each(['close', 'Close', 'close, TE'])(
  'a large body that is refused is answered, with Connection: %s',
  async (connection) => {
    for (const [path, type, authorization, status] of [
      ['/analytics/ingest', 'application/json', `Bearer ${service.key}`, 413],
      ['/analytics/ingest', 'application/json', 'Bearer unknown', 401],
      ['/analytics/ingest', 'text/plain', `Bearer ${service.key}`, 415],
      ['/analytics/query', 'application/json', `Bearer ${service.key}`, 413],
    ] as const) {
      const { hostname, port } = new URL(service.url)
      const socket = connect(Number(port), hostname)
      const bytes = 17 * 1024 * 1024
      let answer = ''
      socket.setEncoding('utf8').on('data', (chunk) => {
        answer += chunk
      })
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: ${type}\r\n` +
          `connection: ${connection}\r\ncontent-length: ${bytes}\r\n\r\n`,
      )
      const failed = vi.fn()
      socket.on('error', failed)
      socket.write(Buffer.alloc(bytes, 0x20))
      await once(socket, 'close')
      expect(failed, `${path} ${status}`).not.toHaveBeenCalled()
      expect(answer, `${path} ${status}`).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    }
  },
)
