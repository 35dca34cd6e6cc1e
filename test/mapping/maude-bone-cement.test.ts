import { beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { type Mapped, mapFile } from './map-file.ts'

describeWithData('MAUDE', () => {
  const truth = readTruth('maude_bone_cement')
  const severities: Record<string, string> = { malfunction: 'Malfunction', severe: 'Injury', death: 'Death' }
  let mapped: Mapped
  beforeAll(async () => {
    mapped = await mapFile('maude_bone_cement', 'maude_bone_cement_2017.csv')
  })

  const answered = (result: string) => truth.list(result).filter((row) => row.event_type !== 'No answer provided')

  test('a report without an answer is rejected', () => {
    expect(mapped.others).toMatchObject([{ kind: 'rejected', reason: 'not_in_lookup', rows: [56] }])
    expect(mapped.events.length + 1).toBe(truth.one('ingest').reports)
  })

  test('reports by severity, and by month and severity', () => {
    const bySeverity = Map.groupBy(mapped.events, (event) => severities[event.data.severity])
    for (const { event_type, reports } of answered('by_severity')) {
      expect(bySeverity.get(String(event_type))).toHaveLength(Number(reports))
    }
    const byMonth = Map.groupBy(
      mapped.events,
      (event) => `${event.occurred_at.slice(0, 7)} ${severities[event.data.severity]}`,
    )
    for (const { month, event_type, reports } of answered('by_month_severity')) {
      expect(byMonth.get(`${month} ${event_type}`)).toHaveLength(Number(reports))
    }
  })

  test('lots, with every way of not knowing one written as UNKNOWN', () => {
    const lots = Map.groupBy(mapped.events, (event) => event.data.lot)
    expect(lots.get('UNKNOWN')).toHaveLength(Number(truth.one('ingest').reports_unknown_lot))
    for (const { lot, reports } of truth.list('by_lot')) expect(lots.get(String(lot))).toHaveLength(Number(reports))
    // UNKNOWN is one more than the known lots; the lot of the report without an answer is one less.
    expect(lots.size).toBe(truth.one('ingest').known_lots)
  })
})
