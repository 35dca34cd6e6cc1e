import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { authorization, connectRaw, type RawAnswer } from './raw-http.ts'
import { adminKey, startService, until } from './service.ts'

const mebibyte = 1024 * 1024
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())
afterEach(async () => {
  expect((await service.call('POST', '/analytics/ingest', event())).status).toBe(202)
})

let made = 0
const event = () => ({
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'wire',
  device_id: 'd-1',
  idempotency_key: `wire-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
})
const ingestHead = `POST /analytics/ingest HTTP/1.1\r\nhost: x\r\n${authorization}content-type: application/json\r\n`
const ingestOf = (sent: object) => {
  const body = JSON.stringify(sent)
  return `${ingestHead}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

async function open() {
  const connection = await connectRaw(service.url)
  onTestFinished(() => void connection.socket.destroy())
  return connection
}

function expectProblem({ status, headers, body }: RawAnswer, expected: number, code: string): void {
  expect(status).toBe(expected)
  expect(headers['content-type']).toMatch(/^application\/problem\+json/)
  expect(JSON.parse(body)).toMatchObject({ status: expected, code })
}

const keyOf = (n: number) => `wire-${n}`
const storedKeys = async () => {
  const { body } = await service.call('GET', '/analytics/events?limit=1000&device_id=d-1')
  return new Set<string>(body.events.map((it: { idempotency_key: string }) => it.idempotency_key))
}

test.each([
  ['with its length', '/analytics/ingest', false, adminKey, 413, 'body_too_large'],
  ['in chunks', '/analytics/ingest/batch', true, adminKey, 413, 'body_too_large'],
  ['to a call that takes little', '/analytics/query', true, adminKey, 413, 'body_too_large'],
  ['with an unknown key', '/analytics/ingest', false, 'unknown', 401, 'unauthenticated'],
])(
  'a client that sends all of 100 MB %s before it reads sees the answer',
  async (_, path, inChunks, key, status, code) => {
    const { send, socket, answer } = await open()
    const framing = inChunks ? 'transfer-encoding: chunked' : `content-length: ${100 * mebibyte}`
    send(`POST ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n`)
    send(`${framing}\r\n\r\n`)
    const bytes = Buffer.alloc(mebibyte, 0x20)
    const piece = inChunks ? Buffer.concat([Buffer.from('100000\r\n'), bytes, Buffer.from('\r\n')]) : bytes
    for (let sent = 0; sent < 100; sent++) if (!socket.write(piece)) await once(socket, 'drain')
    if (inChunks) send('0\r\n\r\n')
    expectProblem(await answer(), status, code)
    // And the connection is in order for what comes next.
    send(ingestOf(event()))
    expect((await answer()).status).toBe(202)
  },
)

test.each([
  'authorization: Bearer other',
  'content-encoding: identity',
  'content-type: text/plain',
  'cookie: a=b',
  'host: y',
  'origin: http://x',
  'sec-fetch-site: same-origin',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
])('a request that brings a field twice that may come once is refused: %s', async (field) => {
  const { send, answer } = await open()
  const twice = /^(authorization|content-type|host)/.test(field) ? `${field}\r\n` : `${field}\r\n${field}\r\n`
  for (const head of [`GET /health HTTP/1.1\r\nhost: x\r\n${authorization}content-type: text/plain\r\n`, ingestHead]) {
    send(`${head}${twice.toUpperCase().replace(/:.*/gm, (value) => value.toLowerCase())}content-length: 0\r\n\r\n`)
    expectProblem(await answer(), 400, 'malformed_request')
  }
})

test('a body that trickles is answered 408 and its connection ends', async () => {
  const { send, socket, answer } = await open()
  const ended = once(socket, 'end')
  send(`${ingestHead}content-length: 100000\r\n\r\n{`)
  const trickle = setInterval(() => send(' '), 250)
  onTestFinished(() => clearInterval(trickle))
  expectProblem(await answer(), 408, 'request_timeout')
  await ended
})

test('fetch sees the refusal of 100 MB too', async () => {
  const answer = await service.call('POST', '/analytics/ingest', Buffer.alloc(100 * mebibyte, 0x20))
  expect(answer.status).toBe(413)
  expect(answer.body.code).toBe('body_too_large')
})

test('bodies that together are too much are put off, and memory stays bounded', async () => {
  const before = process.memoryUsage().rss
  const half = Buffer.alloc(15 * mebibyte, 0x20)
  const clients = await Promise.all(Array.from({ length: 12 }, () => open()))
  for (const { send } of clients) send(`${ingestHead}content-length: ${16 * mebibyte}\r\n\r\n`)
  for (const { send } of clients) send(half)
  const refused: RawAnswer[] = []
  const waits = clients.map((client) =>
    client.answer().then(
      (answer) => refused.push(answer),
      () => {},
    ),
  )
  await until(async () => refused.length >= 8)
  for (const it of refused) expectProblem(it, 429, 'too_many_requests')
  expect(refused[0]?.headers['retry-after']).toBe('1')
  expect(process.memoryUsage().rss - before).toBeLessThan(700 * mebibyte)
  for (const { socket } of clients) socket.destroy()
  await Promise.all(waits)
  // What the others held is given back when they are gone.
  await until(async () => {
    const { status } = await service.call('POST', '/analytics/ingest', Buffer.alloc(15 * mebibyte, 0x20))
    return status === 400
  })
})

test('a client that disconnects in the middle of a body affects no other client', async () => {
  for (const rest of ['{"type":"tele', '']) {
    const { send, socket, answer } = await open()
    send(`${ingestHead}expect: 100-continue\r\ncontent-length: 1000\r\n\r\n`)
    expect((await answer()).status).toBe(100)
    send(rest)
    socket.destroy()
  }
  const { send, socket } = await open()
  send(`${ingestHead}transfer-encoding: chunked\r\n\r\n5\r\n{"typ\r\n`)
  socket.end()
  await once(socket, 'close')
})

test('a client that goes away before the answer has its event stored, once', async () => {
  const sent = event()
  const { send, socket } = await open()
  send(ingestOf(sent))
  socket.end()
  await until(async () => (await storedKeys()).has(sent.idempotency_key))
  expect((await service.call('POST', '/analytics/ingest', sent)).body.status).toBe('duplicate')
})

test('pipelined requests are answered in their order', async () => {
  const { send, answer } = await open()
  const events = Array.from({ length: 20 }, event)
  send(events.map(ingestOf).join(''))
  send(`GET /health HTTP/1.1\r\nhost: x\r\n\r\n`)
  for (const _ of events) expect((await answer()).status).toBe(202)
  expect(JSON.parse((await answer()).body)).toEqual({ status: 'up' })
  const stored = await storedKeys()
  for (const { idempotency_key } of events) expect(stored).toContain(idempotency_key)
})

test.each([
  ['no HTTP at all', 'hello?\r\n\r\n', 400, 'malformed_request'],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00', 400, 'malformed_request'],
  ['a header without a colon', 'GET /health HTTP/1.1\r\nhost: x\r\nnonsense\r\n\r\n', 400, 'malformed_request'],
  ['two lengths', `${ingestHead}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, 'malformed_request'],
  [
    'a length and chunks',
    `${ingestHead}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`,
    400,
    'malformed_request',
  ],
  ['a length that is none', `${ingestHead}content-length: many\r\n\r\n{}`, 400, 'malformed_request'],
  ['a chunk that is none', `${ingestHead}transfer-encoding: chunked\r\n\r\nzz\r\n`, 400, undefined],
  [
    'a header of 100 KB',
    `GET /health HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(100_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
])('%s is answered as such', async (_, bytes, status, code) => {
  const { send, answer, socket } = await open()
  send(Buffer.from(bytes, 'latin1'))
  const it = await answer()
  expect(it.status).toBe(status)
  if (code !== undefined) expectProblem(it, status, code)
  else expect(it.headers['content-type']).toMatch(/problem\+json/)
  if (!socket.destroyed) await once(socket, 'close')
})

test.each([
  ['GET', '/analytics/ingest', 405, 'method_not_allowed'],
  ['DELETE', '/analytics/events', 405, 'method_not_allowed'],
  ['PUT', '/analytics/events/01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f', 405, 'method_not_allowed'],
  ['POST', '/analytics/nothing', 404, 'not_found'],
  ['GET', '/analytics/%E0%A4%A', 400, 'malformed_request'],
  ['GET', '/analytics/%00', 404, 'not_found'],
  ['GET', '/analytics/events/not-a-uuid', 422, 'invalid_request'],
  ['GET', '/analytics/events/01920f3e-7c1a-7b7e-9c55-0a1b2c3d4e5f', 404, 'not_found'],
  ['GET', '/analytics/events?user_id=%00', 422, 'invalid_request'],
  ['GET', `/analytics/events?user_id=${'x'.repeat(129)}`, 422, 'invalid_request'],
  ['GET', '/analytics/events?limit=0', 422, 'invalid_request'],
  ['GET', '/analytics/events?limit=1e9', 422, 'invalid_request'],
  ['GET', '/analytics/events?limit=1&limit=2', 422, 'invalid_request'],
  ['GET', '/analytics/events?from=0000-01-01T00:00:00Z', 422, 'invalid_request'],
  ['GET', '/analytics/events?from=yesterday', 422, 'invalid_request'],
  ['GET', '/analytics/events?cursor=AAAA', 400, 'malformed_cursor'],
  ['GET', '/analytics/stream?last_event_id=x', 400, 'malformed_cursor'],
  ['GET', '/analytics/stream?last_event_id=9999999999-1', 400, 'malformed_cursor'],
])('%s %s is answered %i %s', async (method, path, status, code) => {
  const { send, answer } = await open()
  send(`${method} ${path} HTTP/1.1\r\nhost: x\r\n${authorization}content-length: 0\r\n\r\n`)
  expectProblem(await answer(), status, code)
})

test('a range of all times is a range', async () => {
  const range = 'from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z'
  expect((await service.call('GET', `/analytics/events?limit=1&${range}`)).body.events).toHaveLength(1)
})

test.each(['Bearer', 'Bearer ', 'Basic YTpi', `bearer${adminKey}`, `Bearer ${adminKey}x`, 'Bearer a.b.c', 'Bearer ..'])(
  'the credential "%s" is refused',
  async (credential) => {
    const { status, headers, body } = await service.call('GET', '/analytics/events', undefined, {
      authorization: credential,
    })
    expect([status, body.code]).toEqual([401, 'unauthenticated'])
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
  },
)

test('many clients at once, some of whom break off, lose nothing that was acknowledged', async () => {
  const acknowledged: string[] = []
  const client = async (number: number) => {
    for (let round = 0; round < 5; round++) {
      const sent = event()
      const connection = await connectRaw(service.url)
      connection.send(ingestOf(sent))
      if ((number + round) % 3 === 0) {
        connection.socket.destroy()
        continue
      }
      if ((await connection.answer()).status === 202) acknowledged.push(sent.idempotency_key)
      connection.socket.destroy()
    }
  }
  await Promise.all(Array.from({ length: 40 }, (_, number) => client(number)))
  expect(acknowledged.length).toBeGreaterThan(100)
  const stored = await storedKeys()
  expect(acknowledged.filter((key) => !stored.has(key))).toEqual([])
  expect(stored).toContain(keyOf(0))
})
