import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
const base = { producer: 'clinic', occurred_at: '2026-10-02T10:00:00Z' }
/** So many devices of a lot that read, and so many of them that report harm. */
const lot = (name: string, product_id: string, devices: number, harmed: number) => [
  { ...base, type: 'batch', action: 'released', data: { lot: name, product_id, units_produced: 100 } },
  ...Array.from({ length: devices }, (_, n) => ({
    ...{ ...base, type: 'telemetry', action: 'read', device_id: `${name}-${n}` },
    data: { metric: 'glucose', value: 100, unit: 'mg/dL', lot: name },
  })),
  ...Array.from({ length: harmed }, (_, n) => ({
    ...{ ...base, type: 'adverse_event', action: 'reported', device_id: `${name}-${n}` },
    data: { report_id: `${name}-${n}`, severity: 'mild', lot: name, term: 'rash' },
  })),
]

beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'error' })
  await service.send([
    ...lot('A', 'patch', 10, 2),
    ...lot('B', 'patch', 12, 6),
    ...lot('C', 'patch', 14, 9),
    ...lot('D', 'patch', 3, 0),
  ])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const figures = async () => {
  const { body } = await service.call('GET', '/analytics/lots')
  const rows = body.lots.map((it: Record<string, unknown>) => [
    it.lot,
    it.adverse_events,
    it.rate === null,
    it.readings,
  ])
  return { ...body, rows: rows.sort() }
}

test('without small cells every figure of a lot is shown', async () => {
  const { rows, overall, meta } = await figures()
  expect(rows).toEqual([
    ['A', 2, false, 10],
    ['B', 6, false, 12],
    ['C', 9, false, 14],
    ['D', 0, false, 3],
  ])
  expect([overall.adverse_events, meta.suppressed]).toEqual([17, undefined])
})

test('a lot of few reporting devices is suppressed, and another that would tell it', async () => {
  await service.call('PATCH', '/analytics/tenant', { small_cell: 5 })
  const { rows, overall, meta } = await figures()
  expect(rows).toEqual([
    ['A', null, true, null],
    ['B', null, true, 12],
    ['C', 9, false, 14],
    ['D', 0, false, null],
  ])
  expect([overall.adverse_events, meta.suppressed]).toEqual([17, 4])
})

test('the page of a lot discloses no more than the list', async () => {
  const hidden = (await service.call('GET', '/analytics/lots/A')).body
  expect(hidden).toMatchObject({ adverse_events: null, prr: null, rate_ratio: null, standing: null, reports: [] })
  expect(hidden).toMatchObject({ severities: [{ severity: 'mild', reports: null }], out_of_range: null })
  expect(hidden.by_day[0]).toMatchObject({ adverse_events: null, readings: null, active_devices: 10 })
  expect(hidden.meta.suppressed).toBe(2)
  const shown = (await service.call('GET', '/analytics/lots/C')).body
  expect(shown).toMatchObject({ adverse_events: 9, severities: [{ severity: 'mild', reports: 9 }], readings: 14 })
  expect(shown.reports).toHaveLength(9)
  // The others of the product together, of which two are hidden and rest on eight devices.
  expect(shown.siblings).toMatchObject({ adverse_events: 8 })
  // Of lot B's siblings lot A alone is hidden: their sum would tell it.
  expect((await service.call('GET', '/analytics/lots/B')).body.siblings).toMatchObject({ adverse_events: null })
})
