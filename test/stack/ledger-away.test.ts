import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTenant } from '../../src/postgres/with-tenant.ts'
import { openEventSource } from '../event-source.ts'
import { request, startService, until } from '../service.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let server: PostgresServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  server = await startPostgres()
  service = await startService({ DATABASE_URL: await server.createDatabase(), POCM_LOG_LEVEL: 'fatal' })
})
afterAll(async () => {
  await service.stopAndClean()
  await server.stop()
})

const order = (number: number) => ({
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'away',
  order_id: `o-${number}`,
  idempotency_key: `away-${number}`,
  data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 1 }] },
})
const milliseconds = async (act: () => Promise<unknown>) => {
  const began = performance.now()
  await act()
  return performance.now() - began
}
const ingest = (number: number) => service.call('POST', '/analytics/ingest', order(number))

test('while the ledger is unavailable every call says so, and when it is back all resumes by itself and nothing is lost', async () => {
  const live = await openEventSource(service.url)
  const acknowledged = new Set<number>()
  for (let number = 0; number < 50; number++) {
    expect((await ingest(number)).status).toBe(202)
    acknowledged.add(number)
  }
  await server.goAway()

  const refused = await Promise.all(Array.from({ length: 30 }, (_, index) => ingest(100 + index)))
  for (const { status, body, headers } of refused) {
    expect([status, body.code]).toEqual([503, 'ledger_unavailable'])
    expect(headers.get('retry-after')).toBe('5')
  }
  const batch = await service.call('POST', '/analytics/ingest/batch', [order(1), order(200)])
  expect([batch.status, batch.body.code]).toEqual([503, 'ledger_unavailable'])
  expect((await service.call('GET', '/analytics/events')).body.code).toBe('ledger_unavailable')
  const unknown = await request(service.url, 'GET', '/analytics/events', undefined, { authorization: 'Bearer unknown' })
  expect([unknown.status, unknown.body.code]).toEqual([503, 'ledger_unavailable'])
  const ready = await service.call('GET', '/ready')
  expect(ready.status).toBe(503)
  expect(ready.body.dependencies.ledger).toMatchObject({ status: 'down', breaker: { last_error: expect.anything() } })
  expect(ready.body.dependencies.ledger.breaker.state).not.toBe('closed')
  // A probe now and then goes to the server; all others hear at once, and not after the five seconds of a connection.
  const took = await Promise.all(Array.from({ length: 30 }, (_, index) => milliseconds(() => ingest(100 + index))))
  expect(took.sort((a, b) => a - b)[15]).toBeLessThan(1_000)
  expect((await service.call('GET', '/health')).status).toBe(200)

  await server.comeBack()
  const back = await milliseconds(() => until(async () => (await ingest(100)).status === 202))
  expect(back).toBeLessThan(5_000)
  // A refused client sends again with the same keys, without knowing whether they were stored before.
  for (let number = 100; number < 130; number++) {
    const { status } = await ingest(number)
    expect(status).toBe(202)
    acknowledged.add(number)
  }
  await service.settled()
  const query = { metrics: ['orders', 'gmv'], from: '2026-10-01', to: '2026-10-02' }
  const { body } = await service.call('POST', '/analytics/query', query)
  expect(body.totals).toEqual({ orders: acknowledged.size, gmv: acknowledged.size })
  expect((await service.call('POST', '/analytics/reconcile', {})).body).toMatchObject({ differences: [] })

  // A stream either survived it or was closed with the reason; resumed, it has everything once.
  const rest = await openEventSource(service.url, {
    lastEventId: live.messages.findLast(({ id }) => id !== '')?.id ?? '',
  })
  await until(async () => live.messages.length + rest.messages.length >= acknowledged.size)
  await Promise.all([live.close(), rest.close()])
  expect((await service.call('GET', '/ready')).body.dependencies.sink.status).toBe('up')
})

test('after a pause of ten seconds at most no new call waits for the ledger, and work continues when it is resumed', async () => {
  await until(async () => (await ingest(1_000)).status === 202)
  server.pause()
  const waiting = [ingest(1_001)]
  const asks = async () => {
    const answer = ingest(1_001 + waiting.length)
    waiting.push(answer)
    return Promise.race([answer.then(({ status }) => status), sleep(3_000, 'waits' as const)])
  }
  await until(async () => (await asks()) === 503)
  const refused = await Promise.all(Array.from({ length: 10 }, asks))
  // One of them may be the probe that goes to the server now and then.
  expect(refused.filter((status) => status !== 503).filter((status) => status !== 'waits')).toEqual([])
  expect(refused.filter((status) => status === 'waits').length).toBeLessThanOrEqual(1)
  expect((await service.call('GET', '/ready')).body.dependencies.ledger.status).toBe('down')

  server.resume()
  const back = await milliseconds(() => until(async () => (await ingest(1_000)).status === 202))
  expect(back).toBeLessThan(5_000)
  // What waited all that time is carried out now, unless it had waited for as long as a call may: then it was refused.
  const statuses = (await Promise.all(waiting)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 202 && status !== 503)).toEqual([])
})

test('a connection that breaks between two statements of a transaction fails it, and not the process', async () => {
  const { db } = service.service
  const broken = withTenant(db, 'demo', async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await db.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    // Nothing is asked of the connection while it breaks.
    const isGone = 'SELECT FROM pg_stat_activity WHERE pid = $1'
    await until(async () => (await db.query(isGone, [rows[0]?.pid])).rows.length === 0)
    await sleep(100)
    await tx.query('SELECT 1')
  })
  await expect(broken).rejects.toThrow()
  expect((await ingest(9_999)).status).toBe(202)
})
