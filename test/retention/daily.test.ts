import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginDueRuns, dueDay } from '../../src/retention/daily.ts'
import { startService, until } from '../service.ts'
import { keep, path, plant, setPolicies } from './planted.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  await plant(service, ['2024-01'])
})
afterAll(() => service.stopAndClean())

test.each([
  ['2026-10-05T02:59:59Z', 'UTC', undefined],
  ['2026-10-05T03:00:00Z', 'UTC', '2026-10-05'],
  ['2026-10-05T21:30:00Z', 'Asia/Kolkata', '2026-10-06'],
  ['2026-10-05T06:59:00Z', 'America/New_York', undefined],
])('at %s in %s the day that is due is %s', (at, zone, day) => {
  expect(dueDay(Date.parse(at), zone)).toBe(day)
})

test('policies are applied by themselves once they have stood for a day, once a day', async () => {
  const { db, wrap } = service.service.deps.retaining
  const runs = async () =>
    (await service.call('GET', `${path}/runs`)).body.runs as { status: string; removed: object[] }[]
  const now = Date.now()
  const day = 86_400_000
  // Three in the morning and later, whatever the clock says.
  const morning = Math.floor(now / day) * day + 3 * 3_600_000
  await setPolicies(service, [keep('ledger', 60, 'payment')])
  await beginDueRuns(db, wrap, morning)
  expect(await runs()).toEqual([])
  await beginDueRuns(db, wrap, morning + 2 * day)
  await beginDueRuns(db, wrap, morning + 2 * day)
  await until(async () => (await runs()).every(({ status }) => status === 'done'))
  expect(await runs()).toMatchObject([
    { status: 'done', removed: [{ store: 'ledger', type: 'payment', month: '2024-01', events: 6 }] },
  ])
})
