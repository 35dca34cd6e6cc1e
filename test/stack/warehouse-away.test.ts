import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startService, until } from '../service.ts'
import { type ClickHouseServer, startClickHouse } from './clickhouse.ts'
import { freePort } from './server.ts'

let server: ClickHouseServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  server = await startClickHouse()
  service = await startService({ CLICKHOUSE_URL: await server.createDatabase(), POCM_LOG_LEVEL: 'fatal' })
})
afterAll(async () => {
  await service.stopAndClean()
  await server.stop()
})

const order = (key: string) => ({
  type: 'order',
  action: 'placed',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'away',
  order_id: key,
  idempotency_key: key,
  data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 1 }] },
})
const query = { metrics: ['orders', 'gmv'], from: '2026-10-01', to: '2026-10-02' }
const milliseconds = async (act: () => Promise<unknown>) => {
  const began = performance.now()
  await act()
  return performance.now() - began
}
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]

let acknowledged = 0
const away = [
  { name: 'killed', leave: () => server.goAway(), comeBack: () => server.comeBack() },
  { name: 'paused', leave: async () => server.pause(), comeBack: async () => server.resume() },
]

test.each(away)(
  'with ClickHouse $name ingest acknowledges, questions are refused at once, and all is there when it is back',
  async ({ name, leave, comeBack }) => {
    await leave()
    // The breaker opens within some questions, which readiness shows, and no call waits from then on.
    await until(async () => (await service.call('GET', '/ready')).body.dependencies.warehouse.breaker.state === 'open')
    const took: number[] = []
    const asked: number[] = []
    for (let number = 0; number < 30; number++) {
      const sending = service.call('POST', '/analytics/ingest', order(`${name}-${number}`))
      took.push(await milliseconds(async () => expect((await sending).status).toBe(202)))
      acknowledged += 1
      const asking = service.call('POST', '/analytics/query', query)
      asked.push(await milliseconds(async () => expect((await asking).body.code).toBe('warehouse_unavailable')))
    }
    expect(median(took)).toBeLessThan(1_500)
    expect(median(asked)).toBeLessThan(1_500)
    const { status, body } = await service.call('GET', '/ready')
    expect([status, body.status, body.dependencies.warehouse.status]).toEqual([200, 'ready', 'down'])

    await comeBack()
    await service.settled()
    await until(
      async () => (await service.call('POST', '/analytics/query', query)).body.totals?.orders === acknowledged,
    )
    expect((await service.call('GET', '/ready')).body.dependencies).toMatchObject({
      warehouse: { status: 'up', breaker: { state: 'closed' } },
      sink: { status: 'up' },
    })
  },
)

test('a process that starts while ClickHouse is unavailable accepts events, and fills the warehouse when it has come', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const early = await startService({ CLICKHOUSE_URL: url, POCM_LOG_LEVEL: 'fatal' })
  onTestFinished(() => early.stopAndClean())
  expect((await early.call('POST', '/analytics/ingest', order('early'))).status).toBe(202)
  const refused = await early.call('POST', '/analytics/query', query)
  expect([refused.status, refused.body.code]).toEqual([503, 'warehouse_unavailable'])
  expect((await early.call('GET', '/ready')).body).toMatchObject({
    status: 'ready',
    dependencies: { warehouse: { status: 'down' } },
  })

  const late = await startClickHouse(port)
  onTestFinished(() => late.stop())
  await early.settled()
  expect((await early.call('POST', '/analytics/query', query)).body.totals).toEqual({ orders: 1, gmv: 1 })
})
