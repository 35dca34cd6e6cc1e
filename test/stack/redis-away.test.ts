import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startService, until } from '../service.ts'
import { type RedisServer, startRedis } from './redis.ts'

let redis: RedisServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  redis = await startRedis()
  service = await startService({ REDIS_URL: redis.url, POCM_RATE_LIMIT_EVENTS: '500', POCM_LOG_LEVEL: 'fatal' })
})
afterAll(async () => {
  await service.stopAndClean()
  await redis.stop()
})

const event = (key: string) => ({
  type: 'search',
  action: 'performed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'redis',
  session_id: 's-1',
  idempotency_key: key,
  data: { query: 'patch', results_count: 1 },
})

const breaker = async () => (await service.call('GET', '/ready')).body.dependencies.redis.breaker.state

/** Sends single events, eight at a time, until `enough`. @returns milliseconds and status of each. */
async function load(name: string, enough: () => boolean) {
  const answers: { ms: number; status: number }[] = []
  let number = 0
  const sender = async () => {
    while (!enough()) {
      const began = performance.now()
      const { status } = await service.call('POST', '/analytics/ingest', event(`${name}-${number++}`))
      answers.push({ ms: performance.now() - began, status })
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
  return answers
}

const away = [
  { name: 'killed', leave: () => redis.goAway(), comeBack: () => redis.comeBack() },
  { name: 'paused', leave: async () => redis.pause(), comeBack: async () => redis.resume() },
]

test.each(away)(
  'with Redis $name under load no client sees an error or waits, and all comes back by itself',
  async ({ name, leave, comeBack }) => {
    await until(async () => (await breaker()) === 'closed')
    let isOver = false
    const loading = load(name, () => isOver)
    await leave()
    await until(async () => (await breaker()) !== 'closed')
    // The limit holds without Redis: in this process's own memory.
    const flood = await service.call('POST', '/analytics/ingest/batch', Array(5_000).fill({}))
    const over = await service.call('POST', '/analytics/ingest/batch', Array(5_000).fill({}))
    expect([flood.status, over.status]).toContain(429)
    const { body } = await service.call('GET', '/ready')
    expect([body.status, body.dependencies.redis.status]).toEqual(['ready', 'down'])
    await comeBack()
    await until(async () => (await breaker()) === 'closed')
    isOver = true

    const answers = await loading
    expect(answers.length).toBeGreaterThan(20)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 429]))
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(4_000)
  },
)

/** What a batch of these keys is known by (src/ingest/resent-batches.ts). */
const hintOf = (keys: readonly string[]) =>
  `pocm:batch:${keys
    .reduce((hash, key) => hash.update(JSON.stringify(['demo', key])), createHash('sha256'))
    .digest('base64url')}`

test('whatever stands in Redis, the ledger decides what is new and what is a repeat', async () => {
  await until(async () => (await breaker()) === 'closed')
  const client = new Redis(redis.url)
  onTestFinished(() => client.disconnect())
  const keys = (name: string) => Array.from({ length: 60 }, (_, index) => `${name}-${index}`)
  const send = async (names: readonly string[], query = 'patch') => {
    for (const name of await client.keys('pocm:limit:*')) await client.del(name)
    const batch = names.map((name) => ({ ...event(name), data: { query, results_count: 1 } }))
    const { body } = await service.call('POST', '/analytics/ingest/batch', batch)
    return [body.accepted, body.duplicates, body.rejected]
  }

  expect(await send(keys('known'))).toEqual([60, 0, 0])
  await until(async () => (await client.exists(hintOf(keys('known')))) === 1)
  expect(await send(keys('known'))).toEqual([0, 60, 0])
  expect(await send(keys('known'), 'another')).toEqual([0, 0, 60])
  await client.flushall()
  expect(await send(keys('known'))).toEqual([0, 60, 0])

  // Hints of batches that were never sent, or only in part; and values that are no hint, no answer and no counter at all.
  await client.set(hintOf(keys('never')), '1')
  expect(await send(keys('never'))).toEqual([60, 0, 0])
  const mixed = [...keys('known').slice(0, 30), ...keys('fresh').slice(0, 30)]
  await client.set(hintOf(mixed), '1')
  expect(await send(mixed)).toEqual([30, 30, 0])
  await client.rpush(hintOf(keys('list')), 'x')
  expect(await send(keys('list'))).toEqual([60, 0, 0])
  const query = { metrics: ['sessions'], from: '2026-10-01', to: '2026-10-02' }
  const figures = async () => (await service.call('POST', '/analytics/query', query)).body.totals
  await service.settled()
  expect(await figures()).toEqual({ sessions: 1 })
  for (const name of await client.keys('pocm:*')) await client.set(name, 'poison')
  expect(await figures()).toEqual({ sessions: 1 })
  // Its own counter may still hold what the tests above have sent.
  await until(async () => (await service.call('POST', '/analytics/ingest', event('after'))).status === 202)
  expect(await breaker()).toBe('closed')
})
