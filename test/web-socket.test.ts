import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { authorization, connectRaw } from './raw-http.ts'
import { adminKey, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

let made = 0
const event = (change: object = {}) => ({
  ...{ type: 'telemetry', action: 'read', occurred_at: '2026-10-01T12:00:00Z', producer: 'socket', device_id: 'd-1' },
  idempotency_key: `socket-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
  ...change,
})
const many = (count: number, change: object = {}) => Array.from({ length: count }, () => event(change))

interface Told {
  readonly id: string | null
  readonly event: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every type
  readonly data: any
}

/** Node's own WebSocket takes headers, which those of browsers do not. */
const SocketWithHeaders = WebSocket as unknown as new (url: string, options: { headers: object }) => WebSocket

/** A reader over a WebSocket that keeps what it received; `opened` is false where the service refused. */
async function open(query = '', headers: object = { authorization: `Bearer ${adminKey}` }) {
  const socket = new SocketWithHeaders(`${service.url.replace('http', 'ws')}/analytics/stream?${query}`, { headers })
  const told: Told[] = []
  let closed: number | undefined
  socket.onmessage = ({ data }) => void told.push(JSON.parse(data))
  socket.onclose = ({ code }) => {
    closed = code
  }
  onTestFinished(() => socket.close())
  const opened = await new Promise<boolean>((resolve) => {
    socket.onopen = () => resolve(true)
    socket.onerror = () => resolve(false)
  })
  return { opened, told, socket, closedWith: () => closed, keys: () => told.map(({ data }) => data.idempotency_key) }
}

const upgrade = [
  ...['connection: Upgrade', 'upgrade: websocket', 'sec-websocket-version: 13'],
  'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n',
].join('\r\n')

/** The status line's number with which an upgrade is answered. */
async function statusOf(headers: string, path = '/analytics/stream'): Promise<number> {
  const { send, answer, socket } = await connectRaw(service.url)
  onTestFinished(() => void socket.destroy())
  const { host } = new URL(service.url)
  send(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${upgrade}${headers}\r\n`)
  return (await answer()).status
}

test('it sends the same as the stream of Server-Sent Events, with the same filters', async () => {
  const reader = await open('user_id=one&type=telemetry')
  expect(reader.opened).toBe(true)
  const events = many(3, { user_id: 'one' })
  await service.send([...events, event({ user_id: 'two' })])
  await until(async () => reader.told.length === 3)
  expect(reader.keys()).toEqual(events.map((it) => it.idempotency_key))
  const [first] = reader.told as [Told]
  expect(first.event).toBe('event')
  expect(first.id).toMatch(/^\d+-\d+$/)
  expect(first.data).toEqual((await service.call('GET', `/analytics/events/${first.data.id}`)).body)
})

test('it resumes behind the last id without a gap or a repeat', async () => {
  const whole = await open('user_id=resumed')
  const events = many(40, { user_id: 'resumed' })
  await service.send(events.slice(0, 25))
  await until(async () => whole.told.length === 25)
  const resumed = await open(`user_id=resumed&last_event_id=${whole.told[9]?.id}`)
  await service.send(events.slice(25))
  await until(async () => resumed.told.length >= 30)
  expect(resumed.keys()).toEqual(events.slice(10).map((it) => it.idempotency_key))
})

test('what cannot be opened is an HTTP answer and no upgrade', async () => {
  expect(await statusOf('')).toBe(401)
  expect(await statusOf('authorization: Bearer unknown\r\n')).toBe(401)
  expect(await statusOf(authorization, '/analytics/stream?last_event_id=nonsense')).toBe(400)
  expect(await statusOf(authorization)).toBe(101)
  // Other routes are not upgraded: the call is answered as without the header.
  expect(await statusOf(authorization, '/analytics/events')).toBe(200)
})

test('a session is good for pages of this service alone', async () => {
  const signedIn = await fetch(`${service.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: adminKey }),
  })
  const cookie = `cookie: ${signedIn.headers.get('set-cookie')?.split(';')[0]}\r\n`
  expect(await statusOf(cookie)).toBe(403)
  expect(await statusOf(`${cookie}origin: https://elsewhere.example\r\n`)).toBe(403)
  expect(await statusOf(`${cookie}origin: null\r\n`)).toBe(403)
  expect(await statusOf(`${cookie}origin: ${service.url}\r\n`)).toBe(101)
})

test('a client that offers HTTP/2 is answered as ever, its body too', async () => {
  const { send, answer, socket } = await connectRaw(service.url)
  onTestFinished(() => void socket.destroy())
  const body = JSON.stringify(event())
  const offer = 'connection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n'
  const type = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  send(`POST /analytics/ingest HTTP/1.1\r\nhost: x\r\n${authorization}${offer}${type}\r\n${body}`)
  expect((await answer()).status).toBe(202)
})

const subscribersAre = (count: number) => until(async () => service.service.deps.feed.subscribers() === count)

test('a reader that never reads is dropped, and others continue', async () => {
  const { socket, send } = await connectRaw(service.url)
  onTestFinished(() => void socket.destroy())
  socket.pause()
  const before = service.service.deps.feed.subscribers()
  send(`GET /analytics/stream?user_id=lazy HTTP/1.1\r\nhost: x\r\n${upgrade}${authorization}\r\n`)
  await subscribersAre(before + 1)
  const keen = await open('user_id=lazy')
  const events = many(40, { user_id: 'lazy', data: { ...event().data, note: 'x'.repeat(500_000) } })
  for (const it of events) await service.send([it])
  await until(async () => keen.told.length === 40)
  expect(keen.keys()).toEqual(events.map((it) => it.idempotency_key))
  await subscribersAre(before + 1)
  expect(keen.closedWith()).toBeUndefined()
})

test('it is notified when the service closes', async () => {
  const reader = await open()
  await service.stop()
  await until(async () => reader.closedWith() !== undefined)
  expect(reader.told.at(-1)).toEqual({ id: null, event: 'dropped', data: { reason: 'shutting_down' } })
  expect(reader.closedWith()).toBe(1001)
})
