import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createApiKey } from '../src/access/api-keys.ts'
import { type EventSource, keysOf, lastIdOf, openEventSource } from './event-source.ts'
import { authorization, connectRaw } from './raw-http.ts'
import { request, startService, until } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'fatal' })
  // Long notes make a slow reader; masked they would be short.
  await service.call('PATCH', '/analytics/tenant', { public_paths: ['/data/note'] })
})
afterAll(() => service.stopAndClean())

let made = 0
const event = (change: object = {}) => ({
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'stream',
  device_id: 'd-1',
  idempotency_key: `stream-${made++}`,
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
  ...change,
})
const many = (count: number, change: object = {}) => Array.from({ length: count }, () => event(change))
const keys = (events: readonly { idempotency_key: string }[]) => events.map(({ idempotency_key }) => idempotency_key)

async function open(options: Parameters<typeof openEventSource>[1] = {}): Promise<EventSource> {
  const source = await openEventSource(service.url, options)
  onTestFinished(() => source.close())
  return source
}

/** Sends batches without a pause until it is stopped. */
function openLoad(change: object = {}) {
  const sent: string[] = []
  let stopped = false
  const run = async () => {
    while (!stopped) {
      const events = many(20, change)
      await service.send(events)
      sent.push(...keys(events))
    }
  }
  const senders = [run(), run(), run()]
  return {
    sent,
    async stop() {
      stopped = true
      await Promise.all(senders)
    },
  }
}

test('it carries each event as it was stored, with its place in the log, from now on', async () => {
  await service.send(many(3))
  const source = await open()
  const sent = event({ user_id: 'u-1' })
  const { body } = await service.call('POST', '/analytics/ingest', sent)
  const [message] = await source.received(1)
  expect(message?.event).toBe('event')
  expect(message?.id).toMatch(/^\d+-\d+$/)
  expect(message?.data).toEqual((await service.call('GET', `/analytics/events/${body.id}`)).body)
  expect(keysOf(source)).toEqual([sent.idempotency_key])
})

test('filters narrow it, moments to the microsecond', async () => {
  const byUser = await open({ query: 'user_id=filtered&type=telemetry' })
  const byTime = await open({
    query: 'producer=x&user_id=filtered&from=2026-10-01T12:00:00.000002Z&to=2026-10-01T12:00:00.000003Z',
  })
  const events = [
    event({ user_id: 'other' }),
    event({ user_id: 'filtered', occurred_at: '2026-10-01T12:00:00.000001Z' }),
    event({ user_id: 'filtered', occurred_at: '2026-10-01T14:00:00.000002+02:00' }),
    event({ user_id: 'filtered', occurred_at: '2026-10-01T12:00:00.000003Z' }),
    event({ user_id: 'filtered', type: 'device', action: 'activated', data: { device_type: 'patch' } }),
  ]
  await service.send(events)
  const last = event({ user_id: 'filtered', occurred_at: '2026-10-01T12:00:00.000002Z' })
  await service.send([last])
  await byUser.received(4)
  await byTime.received(2)
  expect(keysOf(byUser)).toEqual(
    keys([1, 2, 3].map((at) => events[at] as ReturnType<typeof event>)).concat(last.idempotency_key),
  )
  expect(keysOf(byTime)).toEqual([events[2]?.idempotency_key, last.idempotency_key])
})

test('who breaks off and resumes again and again under load misses nothing and gets nothing twice', async () => {
  const whole = await open({ query: 'user_id=resumed' })
  let part = await open({ query: 'user_id=resumed' })
  const load = openLoad({ user_id: 'resumed' })
  const got: string[] = []
  for (let round = 0; round < 12; round++) {
    await part.received(1 + round * 20)
    await part.close()
    // Whatever had arrived when it broke off counts, the middle of a batch too.
    got.push(...keysOf(part))
    part = await open({ query: 'user_id=resumed', lastEventId: lastIdOf(part) })
  }
  await load.stop()
  await whole.received(load.sent.length)
  await part.received(load.sent.length - got.length)
  got.push(...keysOf(part))
  expect(new Set(got)).toEqual(new Set(load.sent))
  expect(got).toEqual(keysOf(whole))
})

test('a reader far behind catches up through the ledger and continues live', async () => {
  const start = await open({ query: 'user_id=behind' })
  const first = event({ user_id: 'behind' })
  await service.send([first])
  await start.received(1)
  await start.close()
  const old = many(7_000, { user_id: 'behind' })
  await service.send(old)
  const source = await open({ query: 'user_id=behind', lastEventId: lastIdOf(start) })
  const fresh = many(3, { user_id: 'behind' })
  await service.send(fresh)
  await source.received(7_003)
  expect(keysOf(source)).toEqual(keys([...old, ...fresh]))
})

test('two tenants never see each other, live or resumed', async () => {
  const { key } = await createApiKey(service.service.db, {
    tenantId: 'neighbour',
    name: 'stream',
    scopes: ['analytics:ingest', 'analytics:read'],
  })
  const [ours, theirs] = [await open(), await open({ key })]
  const resumed = lastIdOf(ours)
  expect(resumed).toBe('')
  const own = many(5)
  const foreign = many(5)
  const headers = { authorization: `Bearer ${key}` }
  await Promise.all([service.send(own), request(service.url, 'POST', '/analytics/ingest/batch', foreign, headers)])
  await ours.received(5)
  await theirs.received(5)
  const begin = await open({ lastEventId: '0-0', key })
  await begin.received(5)
  expect(new Set(keysOf(ours))).toEqual(new Set(keys(own)))
  expect(new Set(keysOf(theirs))).toEqual(new Set(keys(foreign)))
  expect(new Set(keysOf(begin))).toEqual(new Set(keys(foreign)))
  for (const { data } of [...theirs.messages, ...begin.messages]) expect(data.tenant_id).toBe('neighbour')
})

test('a storm of readers that all come back from long ago holds up neither ingest nor those who are live', async () => {
  const live = await open({ query: 'user_id=storm' })
  const storm = await Promise.all(
    Array.from({ length: 150 }, () => open({ lastEventId: '0-0', query: 'user_id=storm' })),
  )
  const events = many(50, { user_id: 'storm' })
  for (const it of events) expect((await service.call('POST', '/analytics/ingest', it)).status).toBe(202)
  await live.received(50)
  await Promise.all(storm.map((source) => source.received(50)))
  for (const source of storm) expect(keysOf(source)).toEqual(keys(events))
  await Promise.all(storm.map((source) => source.close()))
  await subscribersAre(1)
})

const subscribersAre = (count: number) => until(async () => service.service.deps.feed.subscribers() === count)

/** A reader that has asked for the stream and takes nothing of it. */
async function openWithoutReading(userId: string) {
  await subscribersAre(0)
  const { socket, send } = await connectRaw(service.url)
  onTestFinished(() => void socket.destroy())
  socket.pause()
  send(`GET /analytics/stream?user_id=${userId} HTTP/1.1\r\nhost: x\r\n${authorization}\r\n`)
  await subscribersAre(1)
  return socket
}

test('a reader that never reads is dropped, costs bounded memory while it is connected, and others continue', async () => {
  await openWithoutReading('lazy')
  const keen = await open({ query: 'user_id=lazy' })
  const before = process.memoryUsage().rss
  const events = many(40, { user_id: 'lazy', data: { ...event().data, note: 'x'.repeat(500_000) } })
  for (const it of events) await service.send([it])
  await keen.received(40)
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
  await subscribersAre(1)
  expect(keysOf(keen)).toEqual(keys(events))
})

test('a reader that was slow and reads on in time gets everything', async () => {
  const socket = await openWithoutReading('slow')
  const keen = await open({ query: 'user_id=slow' })
  const events = many(20, { user_id: 'slow', data: { ...event().data, note: 'x'.repeat(500_000) } })
  for (const it of events) await service.send([it])
  await keen.received(20)
  let text = ''
  const decoder = new TextDecoder()
  socket.on('data', (bytes) => {
    text += decoder.decode(bytes, { stream: true })
  })
  socket.resume()
  await until(async () => events.every(({ idempotency_key }) => text.includes(`"${idempotency_key}"`)))
  expect(text).not.toContain('dropped')
})

test('a credential without the scope, or none, gets no stream', async () => {
  const { key } = await createApiKey(service.service.db, { tenantId: 'demo', name: 'in', scopes: ['analytics:ingest'] })
  expect((await open({ key })).status).toBe(403)
  expect((await open({ key: 'unknown' })).status).toBe(401)
})
