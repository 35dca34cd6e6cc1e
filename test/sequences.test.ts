import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

const view = { type: 'product', action: 'viewed' }
const order = { type: 'order', action: 'placed' }
const range = { from: '2026-10-01', to: '2026-11-01' }

const did = (step: typeof view, user_id: string, occurred_at: string, data: object) => ({
  ...step,
  ...{ user_id, session_id: user_id, order_id: `o-${user_id}`, producer: 'sequences', occurred_at, data },
})
const viewed = (user: string, at: string) => did(view, user, at, { product_id: 'p' })
const ordered = (user: string, at: string) =>
  did(order, user, at, { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: 10 }] })

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  await service.send([
    ...[viewed('a', '2026-10-01T10:00:00Z'), ordered('a', '2026-10-01T10:01:30+00:00')],
    ...[viewed('b', '2026-10-01T12:00:00+02:00'), viewed('b', '2026-10-02T10:00:00Z')],
  ])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const ask = (what: string, body: object, headers = {}) => service.call('POST', `/analytics/${what}`, body, headers)
const funnel = { steps: [view, order], by: 'session_id', window_seconds: 3600, ...range }

test('a funnel over HTTP', async () => {
  const { status, body } = await ask('funnel', { ...funnel, explain: true })
  expect(status).toBe(200)
  expect(body.steps).toEqual([
    { ...view, count: 2, conversion: 1, drop_off: null, median_seconds: null, p90_seconds: null },
    { ...order, count: 1, conversion: 0.5, drop_off: 0.5, median_seconds: 90, p90_seconds: 90 },
  ])
  expect(body.meta.sql.join(' ')).toContain('{tenant:String}')
})

test('retention over HTTP', async () => {
  const asked = { cohort: view, returning: view, by: 'user_id', period: 'day', from: '2026-10-01', to: '2026-10-04' }
  expect((await ask('retention', asked)).body.rows).toEqual([{ cohort: '2026-10-01', size: 2, retained: [2, 1, 0] }])
})

test('journeys and customers over HTTP, with what a request leaves out', async () => {
  const journeys = await ask('journeys', { by: 'session_id', ...range })
  expect(journeys.body).toMatchObject({ starts: 2, paths: [{ share: 0.5 }, { share: 0.5 }] })
  const ltv = await ask('ltv', { to: '2026-11-01' })
  expect(ltv.body).toMatchObject({ model: null, currency: 'EUR', summary: { customers: 1, total_spent: 10 } })
})

test('viewers of one panel share an answer, unless they want it anew', async () => {
  await ask('funnel', funnel)
  const answers = await Promise.all([ask('funnel', funnel), ask('funnel', funnel)])
  expect(answers.some(({ body }) => body.meta.cached)).toBe(true)
  expect((await ask('funnel', funnel, { 'cache-control': 'no-cache' })).body.meta.cached).toBeUndefined()
})

test.each([
  ['funnel', { ...funnel, steps: [view] }, 'invalid_request'],
  ['funnel', { ...funnel, steps: Array(13).fill(view) }, 'invalid_request'],
  ['funnel', { ...funnel, window_seconds: 0 }, 'invalid_request'],
  ['funnel', { ...funnel, by: 'device_id' }, 'invalid_request'],
  ['funnel', { ...funnel, steps: [view, { type: 'nothing', action: 'done' }] }, 'invalid_request'],
  ['funnel', { ...funnel, breakdown: 'colour' }, 'dimension_not_allowed'],
  ['funnel', { ...funnel, from: '2026-11-01', to: '2026-10-01' }, 'invalid_request'],
  ['retention', { cohort: view, returning: view, by: 'session_id', period: 'day', ...range }, 'invalid_request'],
  ['journeys', { by: 'session_id', depth: 9, ...range }, 'invalid_request'],
  ['ltv', { to: '2026-11-01', filters: { severity: 'mild' } }, 'dimension_not_allowed'],
])('%s refuses %j with %s', async (what, body, code) => {
  expect(await ask(what, body)).toMatchObject({ status: 422, body: { code } })
})

test('a request without a credential is refused', async () => {
  for (const what of ['funnel', 'retention', 'journeys', 'ltv', 'samples', 'export']) {
    expect((await ask(what, {}, { authorization: '' })).status).toBe(401)
  }
})
