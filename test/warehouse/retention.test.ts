import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerRetention } from '../../src/insights/retention/answer.ts'
import type { RetentionRequest } from '../../src/insights/retention/request.ts'
import { openTestWarehouse, placed, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ now: () => Date.parse('2027-01-01T00:00:00Z') })
})
afterAll(() => opened.close())

let tenants = 0
/** Writes events for a tenant of their own and gives the function that asks for the rows. */
async function given(...events: StoredEvent[]) {
  tenants += 1
  const tenant_id = `tenant${tenants}`
  await opened.warehouse.insert(
    events.map((event) => ({ ...event, tenant_id })),
    tenant_id,
  )
  return async (request: Partial<RetentionRequest> = {}) => {
    const asked = {
      cohort: order,
      returning: order,
      by: 'user_id',
      period: 'month',
      from: '2026-01-01',
      to: '2026-05-01',
    }
    return (await opened.warehouse.ask(tenant_id, answerRetention, { ...asked, ...request })).rows
  }
}

const order = { type: 'order', action: 'placed' }
const registered = { type: 'user', action: 'registered' }
const at = (moment: string) => `${moment.length === 10 ? `${moment}T12:00:00` : moment}.000000Z`
const buys = (user_id: string | null, moment: string, given: Partial<StoredEvent> = {}) =>
  placed('o', 1, 1, { user_id, occurred_at: at(moment), ...given })
const registers = (user_id: string, moment: string) => stored({ ...registered, user_id, occurred_at: at(moment) })

describe('retention', () => {
  it('puts every person into the period of their first event ever, and counts returns in each period after', async () => {
    const ask = await given(
      ...[buys('a', '2026-01-10'), buys('a', '2026-01-20'), buys('a', '2026-03-01')],
      ...[buys('b', '2026-01-31'), buys('b', '2026-02-01'), buys('b', '2026-02-02')],
      ...[buys('c', '2026-03-15'), buys('c', '2026-05-01')], // came back when the range was over
      ...[buys('d', '2025-12-31'), buys('d', '2026-01-01')], // is not new in it
      buys(null, '2026-01-01'),
    )
    expect(await ask()).toEqual([
      { cohort: '2026-01-01', size: 2, retained: [2, 1, 1, 0] },
      { cohort: '2026-03-01', size: 1, retained: [1, 0] },
    ])
  })

  it('distinguishes the first event from a return where these are different events', async () => {
    const ask = await given(
      ...[registers('a', '2026-01-10'), buys('a', '2026-01-20')],
      ...[registers('b', '2026-01-10'), buys('b', '2026-02-20'), buys('b', '2025-12-20')],
      ...[registers('c', '2026-01-10'), registers('c', '2026-02-10')],
      buys('d', '2026-01-20'), // never registered
    )
    expect(await ask({ cohort: registered, to: '2026-03-01' })).toEqual([
      { cohort: '2026-01-01', size: 3, retained: [1, 1] },
    ])
  })

  it('cuts periods in the time zone, weeks from Monday', async () => {
    const ask = await given(
      buys('a', '2026-10-25T22:30:00'), // Sunday evening, and in Madrid half an hour before Monday
      buys('b', '2026-10-25T23:30:00'), // Monday there
      buys('b', '2026-11-02T00:30:00'),
    )
    const weeks = { period: 'week', from: '2026-10-19', to: '2026-11-09', timezone: 'Europe/Madrid' }
    expect(await ask(weeks)).toEqual([
      { cohort: '2026-10-19', size: 1, retained: [1, 0, 0] },
      { cohort: '2026-10-26', size: 1, retained: [1, 1] },
    ])
    const days = { period: 'day', from: '2026-10-25', to: '2026-10-27' }
    expect(await ask(days)).toEqual([{ cohort: '2026-10-25', size: 2, retained: [2, 0] }])
    expect(await ask({ ...days, timezone: 'Europe/Madrid' })).toEqual([
      { cohort: '2026-10-25', size: 1, retained: [1, 0] },
      { cohort: '2026-10-26', size: 1, retained: [1] },
    ])
  })

  it('has a number for each period that begins before the end, also for the one under way', async () => {
    const ask = await given(buys('a', '2026-01-10'), buys('a', '2026-03-01T00:00:00'), buys('a', '2026-03-20'))
    expect(await ask({ to: '2026-03-01' })).toEqual([{ cohort: '2026-01-01', size: 1, retained: [1, 0] }])
    const cut = { cohort: '2026-01-01', size: 1, retained: [1, 0, 1] }
    expect(await ask({ to: '2026-03-02' })).toEqual([{ ...cut, incomplete: true }])
  })

  it('has no number for a period that has not begun, where the range ends after today', async () => {
    // Today is the Friday of the week from 28 December.
    const ask = await given(buys('a', '2026-12-15'))
    expect(await ask({ period: 'week', from: '2026-12-14', to: '2027-02-01' })).toEqual([
      { cohort: '2026-12-14', size: 1, retained: [1, 0, 0], incomplete: true },
    ])
  })

  it('follows devices', async () => {
    const reading = (device_id: string, moment: string) =>
      stored({
        ...{ type: 'telemetry', action: 'read', device_id, occurred_at: at(moment) },
        data: { metric: 'glucose', unit: 'mg/dL', value: 100 },
      })
    const ask = await given(
      ...[stored({ type: 'device', action: 'activated', device_id: 'd', occurred_at: at('2026-01-31') })],
      ...[reading('d', '2026-02-01'), reading('e', '2026-02-01')],
    )
    const asked = {
      cohort: { type: 'device', action: 'activated' },
      returning: { type: 'telemetry', action: 'read' },
      by: 'device_id',
      to: '2026-03-01',
    }
    expect(await ask(asked)).toEqual([{ cohort: '2026-01-01', size: 1, retained: [0, 1] }])
  })

  it('filters who is in a cohort by the first event ever, and what is done later by itself', async () => {
    const over = (channel: string) => ({ context: { channel } })
    const ask = await given(
      ...[
        buys('a', '2026-01-10', over('app')),
        buys('a', '2026-02-10', over('web')),
        buys('a', '2026-03-10', over('app')),
      ],
    )
    const range = { to: '2026-04-01' }
    expect(await ask({ ...range, filters: { channel: 'web' } })).toEqual([])
    expect(await ask({ ...range, filters: { channel: 'app' } })).toEqual([
      { cohort: '2026-01-01', size: 1, retained: [1, 1, 1] },
    ])
    // first of those over the web
    expect(await ask({ ...range, cohort: { ...order, filters: { channel: 'web' } } })).toEqual([
      { cohort: '2026-02-01', size: 1, retained: [1, 1] },
    ])
    expect(await ask({ ...range, returning: { ...order, filters: { channel: 'web' } } })).toEqual([
      { cohort: '2026-01-01', size: 1, retained: [0, 1, 0] },
    ])
    await expect(ask({ filters: { colour: 'red' } })).rejects.toMatchObject({ code: 'dimension_not_allowed' })
  })

  it('refuses a triangle too large to read', async () => {
    const days = Array.from({ length: 700 }, (_, day) =>
      new Date(Date.UTC(2020, 0, day + 1)).toISOString().slice(0, 10),
    )
    const ask = await given(...days.map((day) => buys(day, day)))
    const request = ask({ period: 'day', from: '2020-01-01', to: '2022-01-01' })
    await expect(request).rejects.toMatchObject({ code: 'query_too_large' })
  })
})
