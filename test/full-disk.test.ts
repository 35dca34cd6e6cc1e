import { afterAll, beforeAll, expect, test } from 'vitest'
import { embedded } from './given-servers.ts'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  // More must stay free than there is on any disk.
  service = await startService({ ...embedded, POCM_MIN_FREE_BYTES: String(2 ** 52), POCM_LOG_LEVEL: 'fatal' })
})
afterAll(() => service.stopAndClean())

const event = {
  type: 'telemetry',
  action: 'read',
  occurred_at: '2026-10-01T12:00:00Z',
  producer: 'disk',
  device_id: 'd-1',
  data: { metric: 'glucose', value: 104, unit: 'mg/dL' },
}

test('before the disk is full no event is taken any more, and it is said why', async () => {
  for (const [path, body] of [
    ['/analytics/ingest', event],
    ['/analytics/ingest/batch', [event, event]],
  ] as const) {
    const answer = await service.call('POST', path, body)
    expect(answer.status).toBe(507)
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.headers.get('retry-after')).toBe('30')
    expect(answer.body).toMatchObject({ code: 'disk_full', detail: expect.stringMatching(/MiB free/) })
  }
  expect((await service.call('GET', '/analytics/events')).body.events).toEqual([])
})

test('what is stored can still be read, and readiness and metrics show the disk', async () => {
  const query = { metrics: ['orders'], from: '2026-10-01', to: '2026-11-01' }
  expect((await service.call('POST', '/analytics/query', query)).status).toBe(200)
  const ready = await service.call('GET', '/ready')
  expect(ready.status).toBe(503)
  expect(ready.body.dependencies).toMatchObject({ ledger: { status: 'up' }, disk: { status: 'down' } })
  expect((await service.call('GET', '/health')).status).toBe(200)
  expect((await service.call('GET', '/metrics')).body).toMatch(/^pocm_disk_free_bytes [\d.e+]+$/m)
})
