import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedHeaders } from '../src/alerts/sign.ts'
import { byReadings, firingsOf, openToPrivate, reading, stateOf, wish } from './alert-story.ts'
import { startService, until } from './service.ts'
import { openReceiver, type Received } from './webhook-receiver.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService(openToPrivate)
})
afterAll(() => service.stopAndClean())

test('an alert goes from ok to firing and back, each firing is one, and a signed webhook reports both', async () => {
  const receiver = await openReceiver()
  const { status, body: alert } = await service.call('POST', '/analytics/alerts', {
    ...byReadings,
    webhook_url: receiver.url,
  })
  expect(status).toBe(201)
  expect(alert.secret).toMatch(/^whsec_/)
  await until(async () => (await stateOf(service, alert.id)) === 'ok')
  expect((await service.call('GET', `/analytics/alerts/${alert.id}`)).body).not.toHaveProperty('secret')

  await service.send([reading(), reading(), reading()])
  await service.settled()
  const look = { ...byReadings, webhook_url: receiver.url }
  await service.call('PUT', `/analytics/alerts/${alert.id}`, look)
  await until(async () => receiver.received.length === 1)
  const [{ headers, body }] = receiver.received as [Received]
  const told = JSON.parse(body)
  expect(told).toMatchObject({
    type: 'alert.fired',
    data: { alert_id: alert.id, value: 3, limit: 2, resolved_at: null },
  })
  const signed = signedHeaders(alert.secret, `${headers['webhook-id']}`, Number(headers['webhook-timestamp']), body)
  expect(headers).toMatchObject(signed)

  // Looked at again while it fires, it stays the one firing.
  await service.call('PUT', `/analytics/alerts/${alert.id}`, look)
  await until(async () => (await stateOf(service, alert.id)) === 'firing')
  await service.call('PUT', `/analytics/alerts/${alert.id}`, { ...look, condition: { kind: 'above', value: 5 } })
  await until(async () => receiver.received.length === 2)
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
    type: 'alert.resolved',
    data: { firing_id: told.data.firing_id, limit: 5 },
  })
  await until(async () => (await firingsOf(service))[0].webhook.status === 'delivered')
  const firings = await firingsOf(service, '&metric=readings')
  expect(firings).toHaveLength(1)
  expect(firings[0]).toMatchObject({ alert_id: alert.id, metric: 'readings', value: 3, limit: 2 })
  expect(firings[0].webhook).toEqual({ status: 'delivered', attempts: 1, error: null })
  expect(Date.parse(firings[0].resolved_at)).toBeGreaterThan(Date.parse(firings[0].fired_at))
  expect(await firingsOf(service, '&metric=orders')).toEqual([])
  const audited = (await service.call('GET', '/analytics/compliance/audit')).body.entries
  expect(audited.map((it: { action: string }) => it.action)).toContain('alert.added')
})

test('a test calls the webhook once and returns the outcome', async () => {
  const receiver = await openReceiver()
  const sent = { ...byReadings, webhook_url: receiver.url }
  const { body: alert } = await service.call('POST', '/analytics/alerts', sent)
  const tested = async () => (await service.call('POST', `/analytics/alerts/${alert.id}/test`)).body
  expect(await tested()).toEqual({ delivered: true, error: null })
  expect(JSON.parse(receiver.received[0]?.body ?? '').type).toBe('alert.test')
  receiver.answer(503)
  expect(await tested()).toEqual({ delivered: false, error: 'The receiver answered 503.' })
  expect(receiver.received).toHaveLength(2)
})

test('what cannot be watched is refused, and only an admin makes alerts', async () => {
  for (const flaw of [
    { metric: 'weather' },
    { filters: { gateway: 'stripe' } },
    { condition: { kind: 'above' } },
    { condition: { kind: 'falls_by', value: -1 } },
    { condition: { kind: 'at_reorder_point' } },
    { metric: 'risk_score_distribution' },
    { window: 'year' },
  ]) {
    const { status } = await service.call('POST', '/analytics/alerts', { ...byReadings, ...flaw })
    expect([flaw, status]).toEqual([flaw, 422])
  }
  const { body } = await service.call('POST', '/analytics/api-keys', { name: 'ana', scopes: ['analytics:read'] })
  const ana = { authorization: `Bearer ${body.key}` }
  expect((await service.call('POST', '/analytics/alerts', byReadings, ana)).status).toBe(403)
  const webhook_url = 'http://127.0.0.1:9/secret-path'
  await service.call('POST', '/analytics/alerts', { ...byReadings, webhook_url })
  const seen = (await service.call('GET', '/analytics/alerts', undefined, ana)).body.alerts
  expect(seen.at(-1).webhook_url).toBe('http://127.0.0.1:9/…')
})

test('a product at its reorder point fires, and a rate without anything to divide by is unknown, not well', async () => {
  const counted = {
    ...{
      type: 'inventory',
      action: 'counted',
      producer: 'test',
      occurred_at: new Date(Date.now() - 5_000).toISOString(),
    },
    data: { product_id: 'patch-g1', warehouse_id: 'madrid', on_hand: 4, reorder_point: 10 },
  }
  await service.send([counted])
  await service.settled()
  const reorder = { ...wish, metric: 'products_below_reorder', condition: { kind: 'at_reorder_point' } }
  const rate = { ...wish, metric: 'payment_success_rate', condition: { kind: 'below', value: 0.9 } }
  const { body: first } = await service.call('POST', '/analytics/alerts', reorder)
  const { body: second } = await service.call('POST', '/analytics/alerts', rate)
  await until(async () => (await stateOf(service, first.id)) === 'firing')
  await until(async () => (await service.call('GET', `/analytics/alerts/${second.id}`)).body.checked_at !== null)
  const { body: unknown } = await service.call('GET', `/analytics/alerts/${second.id}`)
  expect(unknown).toMatchObject({ state: 'unknown', last_value: null })
  expect(unknown.reason).toContain('nothing to divide by')
  expect(await firingsOf(service, '&metric=products_below_reorder')).toHaveLength(1)
  expect(await firingsOf(service, '&metric=payment_success_rate')).toEqual([])
})

test('a rate alert waits for its minimum of observations, and is kept by a change that does not show its webhook', async () => {
  const captured = (n: number, action: 'captured' | 'failed') => ({
    ...{ type: 'payment', action, producer: 'test', idempotency_key: `minimum-${action}-${n}` },
    occurred_at: new Date(Date.now() - 5_000).toISOString(),
    data: { payment_id: `minimum-${n}`, gateway: 'stripe', method: 'card', amount: 10, currency: 'EUR' },
  })
  await service.send([captured(1, 'captured'), captured(2, 'failed'), captured(3, 'failed')])
  await service.settled()
  const rate = {
    ...{ ...wish, metric: 'payment_success_rate', webhook_url: 'http://127.0.0.1:9/secret-path' },
    condition: { kind: 'below', value: 0.9, minimum_observations: 4 },
  }
  const { body: alert } = await service.call('POST', '/analytics/alerts', rate)
  const read = async () => (await service.call('GET', `/analytics/alerts/${alert.id}`)).body
  await until(async () => (await read()).checked_at !== null)
  expect(await read()).toMatchObject({ state: 'unknown', condition: rate.condition })
  expect((await read()).reason).toBe('Too few to tell: 3 observations, of at least 4.')
  expect(await firingsOf(service, '&metric=payment_success_rate')).toEqual([])

  const { body } = await service.call('POST', '/analytics/api-keys', {
    ...{ name: 'analyst', scopes: ['analytics:read', 'analytics:write'] },
  })
  const analyst = { authorization: `Bearer ${body.key}` }
  const webhook_url = 'http://127.0.0.1:9/…'
  const lower = { ...rate, webhook_url, condition: { ...rate.condition, minimum_observations: 3 } }
  expect((await service.call('PUT', `/analytics/alerts/${alert.id}`, lower, analyst)).body).toMatchObject({
    webhook_url,
  })
  expect((await read()).webhook_url).toBe(rate.webhook_url)
  await until(async () => (await read()).state === 'firing')

  await service.call('PUT', `/analytics/alerts/${alert.id}`, { ...lower, enabled: false }, analyst)
  const [firing] = await firingsOf(service, '&metric=payment_success_rate')
  expect(firing.resolved_at).not.toBeNull()
  const noRate = { ...wish, condition: { ...wish.condition, minimum_observations: 4 } }
  expect((await service.call('POST', '/analytics/alerts', noRate)).status).toBe(422)
})
