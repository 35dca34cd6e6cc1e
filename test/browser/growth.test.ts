import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from '../service.ts'
import { launch } from './chromium.ts'
import { closeSession, csvOf, figure, openSignedIn, showPanel } from './visit.ts'

const occurred_at = new Date(Date.now() - 2 * 3_600_000).toISOString()

let sent = 0
const event = (type: string, action: string, data: object) => ({
  ...{ type, action, occurred_at, data, producer: 'test-shop', user_id: 'user-1', session_id: 'session-1' },
  idempotency_key: `growth-${sent++}`,
})

const recommend = (action: string, placement: string) =>
  event('recommendation', action, { recommendation_id: `r-${placement}`, placement })
const message = (action: string, id: string, medium: string) =>
  event('notification', action, { notification_id: id, medium, template: 'hello' })
const subscribe = (id: string, plan: string, mrr: number) =>
  event('subscription', 'started', { subscription_id: id, plan, mrr, currency: 'EUR' })

const events = [
  // One of three is followed in the cart, none at home.
  ...['cart', 'cart', 'cart', 'home'].map((placement) => recommend('shown', placement)),
  recommend('clicked', 'cart'),
  // One of two is redeemed.
  event('promotion', 'shown', { promotion_id: 'autumn' }),
  event('promotion', 'shown', { promotion_id: 'autumn' }),
  event('promotion', 'redeemed', { promotion_id: 'autumn', discount: 5, currency: 'EUR' }),
  event('affiliate', 'converted', { affiliate_id: 'blog', revenue: 80, commission: 8, currency: 'EUR' }),
  subscribe('s1', 'plus', 30),
  subscribe('s2', 'basic', 10),
  // One of four finds nothing; what is followed stands second, second and tenth.
  ...[3, 2, 9].map((results_count) => event('search', 'performed', { query: 'patch', results_count })),
  event('search', 'performed', { query: 'unicorn', results_count: 0 }),
  ...[2, 2, 10].map((position) => event('search', 'clicked', { query: 'patch', position })),
  // Two by e-mail, of which one is opened; one by push, opened and clicked.
  ...['m1', 'm2'].flatMap((id) => [message('sent', id, 'email'), message('delivered', id, 'email')]),
  message('opened', 'm1', 'email'),
  ...['sent', 'delivered', 'opened', 'clicked'].map((action) => message(action, 'm3', 'push')),
  event('loyalty', 'earned', { points: 100, tier: 'gold' }),
  event('loyalty', 'redeemed', { points: 40, tier: 'gold' }),
]

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  await service.send(events)
  await service.settled()
})
afterAll(async () => {
  await closeSession(service.url)
  await service.stopAndClean()
})

test('the figures are those of the events sent', async () => {
  const page = await openSignedIn(browser, service.url, '/growth')
  await figure(page, 'mrr').filter({ hasText: '€40.00' }).waitFor()
  const shown = async (metric: string) => (await figure(page, metric).textContent()) ?? ''
  expect(await shown('subscriptions_active')).toBe('2')
  expect(await shown('recommendation_ctr')).toBe('25.0%')
  expect(await shown('promotion_conversion')).toBe('50.0%')
  expect(await shown('affiliate_revenue')).toBe('€80.00')
  expect(await shown('zero_result_rate')).toBe('25.0%')
  expect(await shown('notification_open_rate')).toBe('66.7%')
  expect(await shown('loyalty_points_redeemed')).toBe('40')
})

test('placements, plans and messages are distinguished', async () => {
  const page = await openSignedIn(browser, service.url, '/growth')
  expect((await csvOf(page, await showPanel(page, 'plans'))).slice(1).map((row) => row.slice(0, 3))).toEqual([
    ['basic', '1', '10'],
    ['plus', '1', '30'],
  ])
  const placements = (await showPanel(page, 'ctr_by_placement')).getByRole('listitem')
  expect(await placements.allTextContents()).toEqual([
    expect.stringMatching(/^cart333\.3%/),
    expect.stringMatching(/^home10\.0%/),
  ])
  expect((await csvOf(page, await showPanel(page, 'messages'))).slice(1)).toEqual([
    ['email', 'hello', '2', '2', '0.5', '0'],
    ['push', 'hello', '1', '1', '1', '1'],
  ])
})

test('positions stand in the order of the list, and top searches with what became of them', async () => {
  const page = await openSignedIn(browser, service.url, '/growth')
  const positions = (await showPanel(page, 'click_positions')).getByRole('listitem')
  expect(await positions.allTextContents()).toEqual(['22', '101'])
  expect((await csvOf(page, await showPanel(page, 'top_queries'))).slice(1)).toEqual([
    ['patch', '3', '1', '0'],
    ['unicorn', '1', '0', '1'],
  ])
})

test('a filter narrows what it can, and what it cannot cut says so', async () => {
  const page = await openSignedIn(browser, service.url, '/growth?plan=plus')
  await figure(page, 'mrr').filter({ hasText: '€30.00' }).waitFor()
  await (await showPanel(page, 'top_queries')).getByText('Not available by plan').waitFor()
})
