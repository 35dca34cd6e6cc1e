import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startService } from '../service.ts'
import { tenDays } from './business.ts'
import { launch } from './chromium.ts'
import { figure, openOwnSession, signIn } from './visit.ts'

let service: Awaited<ReturnType<typeof startService>>
let browser: Browser
beforeAll(async () => {
  ;[service, browser] = await Promise.all([startService(), launch()])
  const clinic = { tenantId: 'clinic', name: 'shop', scopes: ['analytics:ingest'] } as const
  const { key } = await createApiKey(service.service.db, clinic)
  const events = tenDays(Date.now())
  await service.send(events)
  const orders = events.filter((it) => 'type' in it && it.type === 'order').slice(1, 4)
  await service.call('POST', '/analytics/ingest/batch', orders, { authorization: `Bearer ${key}` })
  await service.settled()
})
afterAll(() => service.stopAndClean())

test('an operator goes to another tenant, sees its figures under its name in every tab, and comes back', async () => {
  const page = await openOwnSession(browser, service.url, '/?range=last_30_days')
  const showsOrders = (count: number) =>
    figure(page, 'orders')
      .filter({ hasText: new RegExp(`^${count}$`) })
      .waitFor()
  await showsOrders(10)
  const tab = await page.context().newPage()
  await signIn(tab, '/payments')

  await page.getByRole('button', { name: /^Account/ }).click()
  await page.getByLabel('Look at').selectOption('clinic')
  const banner = page.getByRole('region', { name: 'Visit' })
  await banner.getByText('You are viewing clinic as an operator').waitFor()
  await tab.getByRole('region', { name: 'Visit' }).getByText('clinic').waitFor()
  await page.goto('/?range=last_30_days')
  await showsOrders(3)

  await banner.getByRole('button', { name: 'Back' }).click()
  await banner.waitFor({ state: 'detached' })
  await page.goto('/?range=last_30_days')
  await showsOrders(10)
})
