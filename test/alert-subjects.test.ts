import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noteVerdict } from '../src/alerts/note.ts'
import { addAlert } from '../src/alerts/store.ts'
import { uuidV7 } from '../src/platform/uuid.ts'
import { firingsOf, openToPrivate, stateOf, wish } from './alert-story.ts'
import { openLedgerForFile } from './ledger/open-ledger.ts'
import { startService, until } from './service.ts'
import { openReceiver } from './webhook-receiver.ts'

const ledger = openLedgerForFile()
const publicUrl = 'https://analytics.example.com'
const dayMs = 86_400_000
let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService({ ...openToPrivate, POCM_PUBLIC_URL: `${publicUrl}/` })
})
afterAll(() => service?.stopAndClean())

const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString()
const report = (report_id: string, data: object, action = 'reported') => ({
  ...{ type: 'adverse_event', action, occurred_at: ago(0.01), producer: 'vigilance', device_id: 'd-1' },
  data: { report_id, severity: 'death', lot: 'X-1', ...data },
})
const ofReports = { name: 'Due reports', metric: 'adverse_events', condition: { kind: 'incident_deadline' } }
interface Shown {
  readonly alert_id: string
  readonly subject: string | null
  readonly link: string | null
  readonly resolved_at: string | null
  readonly webhook: { readonly status: string }
}
const told = (body: string) => JSON.parse(body)

async function send(events: readonly object[]): Promise<void> {
  await service.send([...events])
  await service.settled()
}

/** Has an alert evaluated again, at once. */
const lookAgain = async (id: string, sent: object) => {
  const { status, body } = await service.call('PUT', `/analytics/alerts/${id}`, sent)
  expect([status, body.state]).toEqual([200, 'unknown'])
  await until(async () => (await stateOf(service, id)) !== 'unknown')
}

describe('an alert on deadlines of reports', () => {
  test('fires once for each report and state, with a link to its page, and ends with the report', async () => {
    const receiver = await openReceiver()
    const sent = { ...ofReports, webhook_url: receiver.url }
    // Ten days for a death: of r-early a tenth has gone, of r/half six, of r-late all.
    await send([
      report('r-early', { aware_at: ago(1) }),
      report('r/half', { aware_at: ago(6) }),
      report('r-late', { aware_at: ago(11) }),
      report('r-mild', { severity: 'mild', aware_at: ago(11) }),
    ])
    const { status, body: alert } = await service.call('POST', '/analytics/alerts', sent)
    expect([status, alert.window]).toEqual([201, 'day'])
    await until(async () => receiver.received.length === 2)
    const messages = receiver.received.map(({ body }) => told(body)).sort((a, b) => a.data.limit - b.data.limit)
    expect(messages.map(({ type, data }) => [type, data.subject, data.link, data.limit])).toEqual([
      ['alert.fired', 'r/half', `${publicUrl}/reports/r%2Fhalf`, 0.5],
      ['alert.fired', 'r-late', `${publicUrl}/reports/r-late`, 1],
    ])
    expect(messages[0].data.value).toBeCloseTo(0.6, 1)
    await until(async () => (await service.call('GET', `/analytics/alerts/${alert.id}`)).body.last_value === 2)

    // Found again it does not fire again; earlier awareness is another deadline, and a closed report is none.
    await lookAgain(alert.id, sent)
    await send([report('r/half', { aware_at: ago(8.5) }, 'updated'), report('r-late', {}, 'closed')])
    await lookAgain(alert.id, sent)
    await until(async () => receiver.received.length === 5)
    const later = receiver.received.slice(2).map(({ body }) => told(body))
    expect(later.map(({ type, data }) => `${type} ${data.subject} ${data.limit}`).sort()).toEqual([
      'alert.fired r/half 0.8',
      'alert.resolved r-late 1',
      'alert.resolved r/half 0.5',
    ])
    const history = await firingsOf(service, '&metric=adverse_events')
    expect(history.map((it: Shown) => [it.subject, it.link, it.resolved_at === null]).sort()).toEqual([
      ['r-late', '/reports/r-late', false],
      ['r/half', '/reports/r%2Fhalf', false],
      ['r/half', '/reports/r%2Fhalf', true],
    ])
    await until(async () => (await firingsOf(service)).every((it: Shown) => it.webhook.status === 'delivered'))

    // Paused and resumed, it does not tell again what it told.
    await service.call('PUT', `/analytics/alerts/${alert.id}`, { ...sent, enabled: false })
    await lookAgain(alert.id, { ...sent, enabled: true })
    expect(await firingsOf(service, '&metric=adverse_events')).toHaveLength(3)
  })

  test('is made by those who may read reports, and discloses no report to others', async () => {
    const key = async (scopes: string[]) => {
      const { body } = await service.call('POST', '/analytics/api-keys', { name: scopes.join(), scopes })
      return { authorization: `Bearer ${body.key}` }
    }
    const analyst = await key(['analytics:read', 'analytics:write'])
    const refused = await service.call('POST', '/analytics/alerts', ofReports, analyst)
    expect([refused.status, refused.body.scope]).toEqual([403, 'personal:read'])
    const quality = await key(['analytics:read', 'analytics:write', 'personal:read'])
    const { status, body } = await service.call('POST', '/analytics/alerts', ofReports, quality)
    expect(status).toBe(201)
    expect((await service.call('PUT', `/analytics/alerts/${body.id}`, ofReports, analyst)).status).toBe(403)
    await until(async () => (await firingsOf(service)).some((it: Shown) => it.alert_id === body.id))
    const [from, to] = [ago(1), ago(-1)]
    const seen = await service.call('GET', `/analytics/alerts/firings?from=${from}&to=${to}`, undefined, analyst)
    expect(seen.body.firings.length).toBeGreaterThan(0)
    expect(JSON.stringify(seen.body)).not.toContain('r/half')
    expect(JSON.stringify(seen.body)).not.toContain('r-late')
  })
})

test('what a condition of reports, lots or forecasts has no use for is refused with its place', async () => {
  const ofForecast = { ...wish, condition: { kind: 'outside_expected' } }
  for (const [flaw, path] of [
    [{ ...ofReports, metric: 'orders' }, '/condition/kind'],
    [{ ...ofReports, condition: { kind: 'lot_signal', value: 3 } }, '/condition/value'],
    [{ ...ofReports, filters: { lot: ['X-1'] } }, '/filters'],
    [{ ...ofForecast, metric: 'payment_success_rate' }, '/metric'],
    [{ ...ofForecast, window: 'hour' }, '/window'],
    [{ ...ofForecast, condition: { kind: 'outside_expected', value: 95 } }, '/condition/value'],
    [
      { ...ofForecast, condition: { kind: 'outside_expected', minimum_observations: 3 } },
      '/condition/minimum_observations',
    ],
  ] as const) {
    const { status, body } = await service.call('POST', '/analytics/alerts', flaw)
    expect([status, body.errors?.[0].path]).toEqual([422, path])
  }
})

test('an alert on lots fires once for the lot whose CUSUM reached its limit, until it is recalled', async () => {
  const receiver = await openReceiver()
  const at = (day: number) => ago(41 - day)
  const wears = (lot: string, devices: number, day: number) =>
    Array.from({ length: devices }, (_, nth) => ({
      ...{ type: 'patch', action: 'day_recorded', occurred_at: at(day), producer: 'test', device_id: `${lot} ${nth}` },
      data: { lot, prescribed_days: 1, valid_patch_days: 1 },
    }))
  const harms = (lot: string, day: number) => ({
    ...{ type: 'adverse_event', action: 'reported', occurred_at: at(day), producer: 'test', device_id: `${lot} 1` },
    data: { report_id: `${lot} ${day}`, severity: 'mild', lot, term: 'rash' },
  })
  const batch = (action: string, lot: string, occurred_at: string) => ({
    ...{ type: 'batch', action, occurred_at, producer: 'test' },
    data: { lot, product_id: 'patch' },
  })
  const days = Array.from({ length: 40 }, (_, day) => day + 1)
  // G-1 has a report every second day with 20 devices; G-2, half as many, from the 20th day on one a day.
  await send([
    ...['G-1', 'G-2'].map((lot) => batch('released', lot, at(1))),
    ...days.flatMap((day) => [...wears('G-1', 20, day), ...(day % 2 ? [harms('G-1', day)] : [])]),
    ...days.slice(20).flatMap((day) => [...wears('G-2', 10, day), harms('G-2', day)]),
  ])
  const sent = { ...ofReports, name: 'Bad lots', condition: { kind: 'lot_signal' }, webhook_url: receiver.url }
  const { body: alert } = await service.call('POST', '/analytics/alerts', sent)
  await until(async () => receiver.received.length === 1)
  const { data } = told(receiver.received[0]?.body ?? '')
  const { body: lot } = await service.call('GET', '/analytics/lots/G-2')
  const first = lot.cusum.by_day.find(({ day }: { day: string }) => day === lot.cusum.signal_on)
  expect(data).toMatchObject({ subject: 'G-2', link: `${publicUrl}/lots/G-2`, limit: 4.9, value: first.value })
  await lookAgain(alert.id, sent)
  expect(receiver.received).toHaveLength(1)
  await send([batch('recalled', 'G-2', ago(0.01))])
  await lookAgain(alert.id, sent)
  await until(async () => receiver.received.length === 2)
  expect(told(receiver.received[1]?.body ?? '')).toMatchObject({ type: 'alert.resolved', data: { subject: 'G-2' } })
  expect(await stateOf(service, alert.id)).toBe('ok')
})

test('a day outside the band that was forecast for it fires, and a short history is unknown', async () => {
  const receiver = await openReceiver()
  const search = (day: number, nth: number) => ({
    ...{ type: 'search', action: 'performed', producer: 'test', idempotency_key: `search ${day} ${nth}` },
    // Days are counted back from the last one that is judged: events may come an hour late.
    occurred_at: new Date(Math.floor((Date.now() - 3_600_000) / dayMs) * dayMs - day * dayMs + 3_600_000).toISOString(),
    data: { query: 'patch', results_count: 3 },
  })
  const days = Array.from({ length: 60 }, (_, day) => day + 1)
  await send(days.flatMap((day) => Array.from({ length: 4 + (day % 3) }, (_, nth) => search(day, nth))))
  const sent = { ...wish, condition: { kind: 'outside_expected', value: 0.9 }, webhook_url: receiver.url }
  const { body: alert } = await service.call('POST', '/analytics/alerts', sent)
  await until(async () => (await stateOf(service, alert.id)) === 'ok')
  expect(receiver.received).toEqual([])
  await send(Array.from({ length: 40 }, (_, nth) => search(1, 100 + nth)))
  await lookAgain(alert.id, sent)
  await until(async () => receiver.received.length === 1)
  const { data } = told(receiver.received[0]?.body ?? '')
  expect(data).toMatchObject({ metric: 'searches', value: 45, subject: null, link: null })
  // The band is of what was known before that day: four to six searches a day.
  expect(data.limit).toBeGreaterThan(4)
  expect(data.limit).toBeLessThan(12)

  const { body: young } = await service.call('POST', '/analytics/alerts', { ...sent, metric: 'readings' })
  await until(async () => (await service.call('GET', `/analytics/alerts/${young.id}`)).body.checked_at !== null)
  const { body } = await service.call('GET', `/analytics/alerts/${young.id}`)
  expect(body.state).toBe('unknown')
  expect(body.reason).toMatch(/^No forecast to hold it against/)
})

test('a report that goes from half to due soon fires again, and the first firing stays open until it is closed', async () => {
  const { db } = ledger
  const filed = { ...wish, metric: 'adverse_events', filters: {}, webhook_url: null, enabled: true }
  const condition = { kind: 'incident_deadline', value: null } as const
  const alert = await addAlert(db, 'demo', uuidV7(Date.now()), { ...filed, window: 'day', condition }, null)
  const stage = (key: string, fires: boolean) => ({
    ...{ subject: 'r', key, fires, value: 0.9, limit: 0.5, link: '/reports/r' },
  })
  let checked_at: string | null = null
  const note = async (keys: readonly string[]) => {
    const subjects = keys.map((key, index) => stage(key, index === keys.length - 1))
    const now = Date.parse('2026-10-01T00:00:00Z') + (checked_at === null ? 0 : Date.parse(checked_at) % dayMs) + 60_000
    const state = keys.length > 0 ? ('firing' as const) : ('ok' as const)
    const verdict = { state, value: keys.length, limit: 0, subjects }
    const changed = await noteVerdict(db, { ...alert, checked_at }, verdict, now)
    checked_at = new Date(now).toISOString()
    const { rows } = await db.query<{ key: string }>(
      'SELECT once_key AS key FROM alert_firings WHERE resolved_at IS NULL ORDER BY fired_at',
    )
    return [changed, rows.map(({ key }: { key: string }) => key)]
  }
  expect(await note(['half'])).toEqual([true, ['half']])
  expect(await note(['half'])).toEqual([false, ['half']])
  expect(await note(['half', 'due_soon'])).toEqual([true, ['half', 'due_soon']])
  expect(await note([])).toEqual([true, []])
  expect(await note(['half', 'due_soon'])).toEqual([false, []])
})
