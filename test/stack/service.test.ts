import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'

let server: PostgresServer
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  server = await startPostgres()
  service = await startService({ DATABASE_URL: await server.createDatabase() })
})
afterAll(async () => {
  await service.stopAndClean()
  await server.stop()
})

test('on a PostgreSQL server the same events give the same figures, and both stores agree', async () => {
  const events = Array.from({ length: 1_000 }, (_, index) => ({
    type: 'payment',
    action: index % 4 === 0 ? 'failed' : 'captured',
    occurred_at: new Date(Date.UTC(2026, 9, 1, index % 24)).toISOString(),
    producer: 'payments',
    idempotency_key: `payment-${index}`,
    data: { payment_id: `p-${index}`, gateway: 'stripe', method: 'card', amount: 1.01, currency: 'EUR' },
  }))
  await service.send(events)
  await service.send(events.slice(0, 100))
  await service.settled()
  const query = {
    metrics: ['payments_captured', 'payment_volume', 'payment_success_rate'],
    from: '2026-10-01',
    to: '2026-10-02',
  }
  const { body } = await service.call('POST', '/analytics/query', query)
  expect(body.totals).toEqual({ payments_captured: 750, payment_volume: 757.5, payment_success_rate: 0.75 })
  const { body: compared } = await service.call('POST', '/analytics/reconcile', {})
  expect(compared).toMatchObject({ events: 1_000, compared: 24, differences: [] })
})
