import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  await service.send(events)
  await service.settled()
})
afterAll(() => service?.stopAndClean())

const batch = (lot: string, product_id: string) => ({
  ...{ type: 'batch', action: 'released', occurred_at: '2025-01-02T00:00:00Z', producer: 'plant' },
  data: { lot, product_id },
})
const report = (id: string, data: object, change: object = {}) => ({
  ...{ type: 'adverse_event', action: 'reported', occurred_at: '2026-10-01T12:00:00Z', producer: 'vigilance' },
  ...{ user_id: 'emma', device_id: 'd-1', context: { country: 'ES' } },
  data: { report_id: id, severity: 'severe', lot: 'L1', ...data },
  ...change,
})
const order = (quantity: number, country: string, occurred_at: string) => ({
  ...{ type: 'order', action: 'placed', occurred_at, producer: 'shop', order_id: `o-${country}-${quantity}` },
  context: { country },
  data: { currency: 'EUR', items: [{ product_id: 'patch', quantity, unit_price: 1 }] },
})
const reading = (at: string, value: number, unit = 'mg/dL') => ({
  ...{ type: 'telemetry', action: 'read', occurred_at: at, producer: 'device', device_id: 'd-1' },
  data: { metric: 'glucose', value, unit },
})
const needle = 'Redness & pain <for days>\u0001'
const events = [
  ...[batch('L1', 'patch'), batch('L2', 'patch'), batch('L9', 'pump')],
  report('r-1', {
    ...{ term: 'skin irritation', narrative: needle, firmware: '2.4.1', aware_at: '2026-10-02T08:00:00Z' },
    ...{ imdrf_codes: ['A0501', 'E1720'], udi: '(01)05012345678900(10)L1' },
  }),
  report('r-1', { severity: 'death', outcome: 'died' }, { action: 'updated', occurred_at: '2026-10-03T12:00:00Z' }),
  // Alike: of another lot of the product, and with the code in common.
  report('r-2', { lot: 'L2', imdrf_codes: ['A0501'] }, { context: { country: 'US' }, device_id: 'd-2' }),
  report(
    'r-3',
    { lot: 'L1', imdrf_codes: ['A0501', 'F02'] },
    { occurred_at: '2025-05-01T00:00:00Z', device_id: 'd-3' },
  ),
  // Not alike: another code, another product.
  report('r-4', { lot: 'L2', imdrf_codes: ['A0702'] }, { device_id: 'd-4' }),
  report('r-5', { lot: 'L9', imdrf_codes: ['A0501'] }, { device_id: 'd-5' }),
  report('r-6', { severity: 'mild', lot: undefined }, { device_id: undefined, user_id: undefined, context: {} }),
  ...[
    order(3, 'ES', '2026-02-01T00:00:00Z'),
    order(4, 'US', '2026-03-01T00:00:00Z'),
    order(2, 'FR', '2025-03-01T00:00:00Z'),
  ],
  ...[
    reading('2026-10-01T11:55:00Z', 61),
    reading('2026-10-01T11:50:00Z', 3.4, 'mmol/L'),
    reading('2026-09-20T00:00:00Z', 99),
  ],
  reading('2026-10-01T12:05:00Z', 60, 'mg per dl'),
]

interface FoundReading {
  readonly code: { readonly coding: readonly [{ readonly code: string }] }
  readonly valueQuantity: { readonly value: number }
}

const get = (path: string) => service.call('GET', `/analytics/incidents/${path}`)

describe('the report of an incident', () => {
  test('is described by its last report, with its deadlines and what is missing', async () => {
    const { status, body } = await get('r-1')
    expect(status).toBe(200)
    expect(body.incident).toMatchObject({
      ...{ report_id: 'r-1', status: 'updated', severity: 'death', outcome: 'died', product_id: 'patch', lot: 'L1' },
      ...{ occurred_at: '2026-10-01T12:00:00.000000Z', country: 'ES', user_id: 'emma', narrative: needle },
    })
    expect(body.clock).toMatchObject({ class: 'death_or_unanticipated_deterioration', is_assumed: false })
    const due = body.clock.deadlines.map(({ authority, due_at }: Record<string, string>) => `${authority} ${due_at}`)
    expect(due).toEqual(['EU 2026-10-12T08:00:00.000Z', 'FDA 2026-11-01T08:00:00.000Z'])
    const missing = body.missing.map(({ field }: { field: string }) => field)
    expect(missing).toEqual(['serial', 'device_type', 'imdrf_codes: annex F'])
  })

  test('counts similar reports and units sold by year and region', async () => {
    const { body } = await get('r-1')
    expect(body.similar_by).toBe('imdrf_codes')
    expect(body.market).toEqual([
      { year: 2026, region: 'EEA', incidents: 0, units_sold: 3 },
      { year: 2026, region: 'rest of the world', incidents: 1, units_sold: 4 },
      { year: 2025, region: 'EEA', incidents: 1, units_sold: 2 },
    ])
  })

  test('of which little is known is answered all the same', async () => {
    const { body } = await get('r-6')
    expect(body.clock).toMatchObject({ class: null, state: 'not_reportable', is_assumed: true, deadlines: [] })
    expect(body).toMatchObject({ incident: { product_id: null, lot: null }, market: [], similar_by: 'severity' })
    expect((await get('unknown')).status).toBe(404)
  })
})

test('open reports that have to be filed are listed, the first due first, and need attention when time runs out', async () => {
  const aware = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString()
  await service.send([
    report('late', { aware_at: aware(16) }, { device_id: 'd-6' }),
    report('soon', { severity: 'malfunction', imdrf_codes: ['F21'], aware_at: aware(8.5) }, { device_id: 'd-7' }),
    report('done', { aware_at: aware(20) }, { device_id: 'd-8' }),
    report('done', {}, { action: 'closed', occurred_at: '2026-10-05T00:00:00Z', device_id: 'd-8' }),
    report('flagged', { severity: 'mild', reportable: true, aware_at: aware(1) }, { device_id: 'd-9' }),
    report('dismissed', { reportable: false }, { device_id: 'd-10' }),
  ])
  await service.settled()
  const { body } = await service.call('GET', '/analytics/incidents')
  const told = new Map(body.reports.map((it: { report_id: string }) => [it.report_id, it]))
  expect(told.get('late')).toMatchObject({ state: 'overdue', authority: 'EU', class: 'other_serious' })
  expect(told.get('soon')).toMatchObject({ state: 'due_soon', class: 'death_or_unanticipated_deterioration' })
  expect(told.get('flagged')).toMatchObject({ state: 'running', severity: 'mild' })
  expect([told.has('done'), told.has('dismissed'), told.has('r-6')]).toEqual([false, false, false])
  const due = body.reports.map(({ due_at }: { due_at: string }) => due_at)
  expect(due).toEqual(due.toSorted())
  const { items } = (await service.call('GET', '/analytics/attention')).body
  expect(items[0]).toMatchObject({ kind: 'incident', name: 'r-1', count: 3 })
})

describe('its file', () => {
  const file = (format: string) => get(`r-1/file?format=${format}`)

  test('has the sections of MIR, as JSON and as XML that any narrative can stand in', async () => {
    const answer = await file('mir-json')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="incident-r-1.mir.json"')
    expect(answer.body).toMatchObject({
      administrative_information: { report_type: 'Follow up', due_at: '2026-10-12T08:00:00.000Z' },
      medical_device_information: { lot: 'L1', udi: '(01)05012345678900(10)L1' },
      incident_information: { device_problem_codes: ['A0501'], description: needle },
    })
    const xml = await file('mir-xml')
    expect(xml.headers.get('content-type')).toContain('application/xml')
    expect(xml.body).toContain('<description>Redness &amp; pain &lt;for days&gt;\ufffd</description>')
    expect(xml.body.match(/<by_year_and_region>/g)).toHaveLength(3)
  })

  test('has the sections of FDA 3500A', async () => {
    const { body } = await file('emdr-json')
    expect(body.B).toMatchObject({ outcome: 'Death', date_of_event: '2026-10-01', product_problem: true })
    expect(body.G).toMatchObject({ type_of_report: '30-day', due_at: '2026-11-01T08:00:00.000Z' })
  })

  test('is resources of FHIR R4, with readings around it in units of UCUM', async () => {
    const { body } = await file('fhir')
    const resources = body.entry.map(({ resource }: { resource: { resourceType: string } }) => resource)
    const of = (type: string) => resources.filter((it: { resourceType: string }) => it.resourceType === type)
    expect(of('Device')).toMatchObject([{ lotNumber: 'L1', udiCarrier: [{ carrierHRF: '(01)05012345678900(10)L1' }] }])
    expect(of('AdverseEvent')).toMatchObject([{ actuality: 'actual', seriousness: { coding: [{ code: 'serious' }] } }])
    const readings = of('Observation').map((it: FoundReading) => [it.code.coding[0].code, it.valueQuantity.value])
    expect(readings).toEqual([
      ['105272-9', 3.4],
      ['99504-3', 61],
    ])
  })

  test('of a kind that there is none of is refused', async () => {
    expect((await file('pdf')).status).toBe(422)
  })
})

test('reading it needs personal:read, and leaves entries that name the person', async () => {
  const made = await service.call('POST', '/analytics/api-keys', { name: 'reader', scopes: ['analytics:read'] })
  const authorization = `Bearer ${made.body.key}`
  for (const path of ['r-1', 'r-1/file?format=fhir']) {
    expect((await service.call('GET', `/analytics/incidents/${path}`, undefined, { authorization })).status).toBe(403)
  }
  await get('r-1/file?format=mir-json')
  const { body } = await service.call('GET', '/analytics/compliance/audit?action=incident.exported')
  expect(body.entries.length).toBeGreaterThan(0)
})
