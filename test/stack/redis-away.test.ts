import { afterAll, beforeAll, expect, test } from 'vitest'
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
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2_000)
  },
)
