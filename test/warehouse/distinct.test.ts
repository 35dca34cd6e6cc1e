import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import { insertClause, openEngine } from '../../src/warehouse/engine/engine.ts'
import { euros, openTestWarehouse } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const engine = await openEngine(opened.place)
  for (const [tenant, sessions] of [
    ['small', 10_000],
    ['large', 400_000],
  ] as const) {
    await engine.run(
      `INSERT INTO events (tenant_id, type, action, occurred_at, session_id, checksum) ${insertClause({})}
       SELECT {tenant:String}, 'session', 'started', toDateTime64('2026-10-01', 6, 'UTC') + number % 1209600,
         concat('s', toString(number % {sessions:UInt32})), number FROM numbers(3 * {sessions:UInt32})`,
      { tenant, sessions },
    )
  }
  await engine.close()
})
afterAll(() => opened.close())

const sessionsOf = async (tenant: string, to: string) =>
  Number(
    (await opened.warehouse.ask(tenant, answerQuery, { metrics: ['sessions'], from: '2026-10-01', to }, euros)).totals
      .sessions,
  )

describe('counts of different things', () => {
  it('are exact to 10 000', async () => {
    expect(await sessionsOf('small', '2026-11-01')).toBe(10_000)
  })

  it('are within 1 % beyond, and the same from rollups and from events', async () => {
    const fromRollup = await sessionsOf('large', '2026-11-01')
    expect(Math.abs(fromRollup / 400_000 - 1)).toBeLessThan(0.01)
    expect(await sessionsOf('large', '2026-10-31T23:30:00Z')).toBe(fromRollup)
  })
})

describe('a time zone', () => {
  it.each(Intl.supportedValuesOf('timeZone'))('%s is cut by, or refused by name', async (timezone) => {
    const request = { metrics: ['orders'], granularity: 'day', timezone, from: '2026-10-01', to: '2026-10-02' }
    const answered = await opened.warehouse.ask('small', answerQuery, request, euros).catch((error: unknown) => error)
    if (answered instanceof Error) expect(answered).toMatchObject({ code: 'invalid_request' })
    else expect(answered).toMatchObject({ totals: { orders: 0 } })
  })
})
