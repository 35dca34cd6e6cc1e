import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { type Imported, startWith } from './imported.ts'
import { rowsOf } from './on-page.ts'

const severities: Readonly<Record<string, string>> = { Malfunction: 'malfunction', Injury: 'severe', Death: 'death' }

describeWithData('MAUDE through the service', () => {
  const truth = readTruth('maude_bone_cement')
  /** Its days, cut in UTC. */
  const days = 'from=2017-01-01&to=2018-01-01&timezone=UTC'
  let imported: Imported
  beforeAll(async () => {
    imported = await startWith('maude_bone_cement', 'maude_bone_cement_2017.csv')
  }, 300_000)
  afterAll(() => imported.stopAndClean())

  /** The rows of a truth with an answer, in the words of the contract. */
  const answered = (result: string) =>
    truth.list(result).flatMap((row) => {
      const severity = severities[String(row.event_type)]
      return severity === undefined ? [] : [{ severity, month: row.month, reports: row.reports }]
    })

  test('one report has no answer and is rejected', () => {
    const reports = Number(truth.one('ingest').reports)
    expect(imported.summary).toMatchObject({ rows: reports, accepted: reports - 1, rejected: 1 })
  })

  test('reports by severity, the most frequent first', async () => {
    const { rows } = await imported.ask(['adverse_events'], { dimensions: ['severity'], order_by: '-adverse_events' })
    expect(rows).toEqual(
      answered('by_severity').map(({ severity, reports }) => ({ severity, adverse_events: reports })),
    )
  })

  test('reports by month and severity', async () => {
    const question = { from: '2017-01-01', to: '2018-01-01', granularity: 'month', dimensions: ['severity'] }
    const { rows } = await imported.ask(['adverse_events'], question)
    const listed = (some: readonly unknown[][]) => some.map((row) => row.join(' ')).sort()
    expect(
      listed(
        rows
          .filter((row) => row.adverse_events !== 0)
          .map((row) => [String(row.time).slice(0, 7), row.severity, row.adverse_events]),
      ),
    ).toEqual(listed(answered('by_month_severity').map(({ month, severity, reports }) => [month, severity, reports])))
  })

  test('reports by lot, unknown lots together', async () => {
    const { rows } = await imported.ask(['adverse_events'], { dimensions: ['lot'] })
    const reports = new Map(rows.map((row) => [row.lot, row.adverse_events]))
    expect(reports.get('UNKNOWN')).toBe(truth.one('ingest').reports_unknown_lot)
    for (const row of truth.list('by_lot')) expect(reports.get(String(row.lot))).toBe(row.reports)
  })

  test('lots with a death', async () => {
    const question = { dimensions: ['lot'], filters: { severity: ['death'] } }
    const { rows } = await imported.ask(['adverse_events'], question)
    const deaths = (some: readonly (readonly [unknown, unknown])[]) => some.map((row) => row.join(' ')).sort()
    expect(deaths(rows.map((row) => [row.lot, row.adverse_events]))).toEqual(
      deaths(truth.list('lots_with_death').map((row) => [row.lot, row.deaths])),
    )
  })

  test('a lot by its own page: reports, deaths, and the other lots', async () => {
    const { known_lots, reports, reports_unknown_lot } = truth.one('ingest')
    const [row] = truth.list('by_lot').filter(({ deaths }) => Number(deaths) > 0)
    const lot = await imported.askFor(`lots/${row?.lot}`, {})
    expect(lot.adverse_events).toBe(row?.reports)
    const severities = new Map(
      lot.severities.map((it: { severity: string; reports: number }) => [it.severity, it.reports]),
    )
    expect(severities.get('death')).toBe(row?.deaths)
    expect(Number(severities.get('severe') ?? 0) + Number(severities.get('death'))).toBe(row?.serious)
    // The product of the lots is unknown, so that all are compared with each other; no device sent telemetry.
    expect(lot.siblings.lots).toBeGreaterThanOrEqual(Number(known_lots) - 2)
    expect(lot.siblings.lots).toBeLessThan(Number(known_lots))
    expect(lot.siblings.adverse_events).toBeLessThanOrEqual(
      Number(reports) - Number(reports_unknown_lot) - lot.adverse_events,
    )
    expect(lot).toMatchObject({ product_id: null, rate: null, active_devices: 0 })
  })

  test('the share of serious reports of a lot over that of all others', async () => {
    const serious = truth.list('by_lot').filter(({ serious }) => Number(serious) > 0)
    expect(serious.length).toBeGreaterThanOrEqual(3)
    for (const row of serious.slice(0, 3)) {
      const { prr, prr_of, siblings, adverse_events } = await imported.askFor(`lots/${row.lot}`, {})
      const share = Number(row.serious) / Number(row.reports)
      expect(prr_of).toBe('serious')
      // The share of the others follows from the ratio, and must be a whole number of reports.
      const others = (share / prr) * siblings.adverse_events
      expect(others).toBeCloseTo(Math.round(others), 6)
      expect(adverse_events).toBe(row.reports)
    }
  })

  test('reports by device', async () => {
    const { rows } = await imported.ask(['adverse_events'], { dimensions: ['wearable_type'] })
    const reports = new Map(rows.map((row) => [row.wearable_type, row.adverse_events]))
    for (const row of truth.list('by_device')) {
      // The report without an answer was on bone cement; a device type has 100 characters.
      const unanswered = row.device_name === 'Bone Cement' ? 1 : 0
      expect(reports.get(String(row.device_name).slice(0, 100))).toBe(Number(row.reports) - unanswered)
    }
  })

  test('MAUDE by month and severity on Devices', async () => {
    const severities = { Malfunction: 'malfunction', Injury: 'severe', Death: 'death' } as const
    const page = await imported.open(`/devices?${days}&granularity=month`)
    const rows = await rowsOf(page, 'adverse_events_by_severity')
    const monthOf = (time: string | undefined) => String(time).slice(0, 7)
    const shown = new Map(rows.map((row) => [monthOf(row.time), row]))
    const answered = truth.list('by_month_severity').filter(({ event_type }) => event_type !== 'No answer provided')
    expect(answered.length).toBeGreaterThan(20)
    for (const { month, event_type, reports: count } of answered) {
      expect(Number(shown.get(String(month))?.[severities[event_type as keyof typeof severities]])).toBe(count)
    }
  })

  test('MAUDE on Lots', async () => {
    const page = await imported.open(`/lots?${days}`)
    const shown = new Map((await rowsOf(page, 'all_lots')).map((row) => [row.lot, Number(row.adverse_events)]))
    expect(truth.list('by_lot').map(({ lot }) => [lot, shown.get(String(lot))])).toEqual(
      truth.list('by_lot').map((row) => [row.lot, row.reports]),
    )
    shown.delete('UNKNOWN')
    expect(shown.size).toBeLessThanOrEqual(Number(truth.one('ingest').known_lots))
    expect(shown.size).toBeGreaterThanOrEqual(Number(truth.one('ingest').known_lots) - 1)
  })
})
