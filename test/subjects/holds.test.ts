import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, until } from '../service.ts'

const path = '/analytics/compliance'
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  const base = { occurred_at: '2026-10-02T10:00:00Z', producer: 'shop' }
  await service.send([
    { ...base, type: 'product', action: 'viewed', user_id: 'held', data: { product_id: 'p' } },
    { ...base, type: 'search', action: 'performed', user_id: 'of-type', data: { query: 'q', results_count: 1 } },
    {
      ...{ ...base, type: 'order', action: 'placed', user_id: 'of-lot', order_id: 'o-1' },
      data: { items: [{ product_id: 'p', quantity: 1, unit_price: 2, lot: 'L-9' }], currency: 'EUR' },
    },
    { ...base, type: 'product', action: 'viewed', user_id: 'free', data: { product_id: 'p' } },
  ])
})
afterAll(() => service.stopAndClean())

const place = async (kind: string, value: string) => {
  const { status, body } = await service.call('POST', `${path}/holds`, { kind, value, reason: 'a lawsuit' })
  expect([status, JSON.stringify(body).includes('held')]).toEqual([201, false])
  return body.id as string
}
const erase = (user_id: string) =>
  service.call('POST', `${path}/gdpr/erase`, { subject: { user_id }, mode: 'erase', reason: 'asked' })
const statusOf = async (id: string) => (await service.call('GET', `${path}/gdpr/requests/${id}`)).body
const ended = async (id: string) => {
  await until(async () => ['done', 'failed'].includes((await statusOf(id)).status))
  return statusOf(id)
}
const eventsOf = async (user_id: string) =>
  (await service.call('GET', `/analytics/events?user_id=${user_id}`)).body.events

test('a person under a hold is not erased, which is said at once, until the hold is released', async () => {
  const hold = await place('subject', 'held')
  const refused = await erase('held')
  expect([refused.status, refused.body.code, refused.body.holds]).toEqual([409, 'under_hold', [hold]])
  expect(await eventsOf('held')).toHaveLength(1)
  expect((await service.call('DELETE', `${path}/holds/${hold}`)).status).toBe(204)
  expect((await service.call('DELETE', `${path}/holds/${hold}`)).status).toBe(404)
  const { body } = await erase('held')
  expect(await ended(body.id)).toMatchObject({ status: 'done' })
  expect(await eventsOf('held')).toEqual([])
})

test.each([
  ['type', 'search', 'of-type'],
  ['lot', 'L-9', 'of-lot'],
])(
  'an erasure stops at a hold on a %s, changes nothing, and resumes when it is released',
  async (kind, value, user) => {
    const hold = await place(kind, value)
    const { body } = await erase(user)
    expect(await ended(body.id)).toMatchObject({ status: 'failed', error: `is held by ${hold}` })
    expect(await eventsOf(user)).toHaveLength(1)
    await service.call('DELETE', `${path}/holds/${hold}`)
    await until(async () => (await statusOf(body.id)).status === 'done')
    expect(await eventsOf(user)).toEqual([])
  },
)

test('others are erased while something is held', async () => {
  await place('lot', 'L-7')
  const { body } = await erase('free')
  expect(await ended(body.id)).toMatchObject({ status: 'done' })
})

test('a hold on a type that there is not is refused', async () => {
  const { status } = await service.call('POST', `${path}/holds`, { kind: 'type', value: 'nothing', reason: 'x' })
  expect(status).toBe(422)
})
