import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { type Imported, startWith } from './imported.ts'
import { figuresOf, percent, whole } from './on-page.ts'
import { plainAnomalies, readSeries } from './plain-anomalies.ts'

describeWithData('CGM through the service', () => {
  const truth = readTruth('cgm_hall')
  /** Its days, cut in UTC. */
  const days = 'from=2014-02-01&to=2017-08-01&timezone=UTC'
  let imported: Imported
  beforeAll(async () => {
    imported = await startWith('cgm_hall', 'cgm_hall_2018.csv.gz')
  }, 300_000)
  afterAll(() => imported.stopAndClean())

  test('every row is a reading, or rejected because the sensor made none', () => {
    const { readings, null_readings } = truth.one('ingest')
    const { device_days } = truth.one('adherence')
    expect(imported.summary).toMatchObject({
      rows: readings,
      accepted: Number(readings) - Number(null_readings) + Number(device_days),
      rejected: null_readings,
    })
  })

  test('readings, those out of range, and the devices that made them', async () => {
    const { totals } = await imported.ask(['readings', 'readings_out_of_range', 'active_devices'])
    const { readings, out_of_range } = truth.one('out_of_range')
    expect(totals).toEqual({
      readings,
      readings_out_of_range: out_of_range,
      active_devices: truth.one('ingest').devices,
    })
  })

  test('readings by metric', async () => {
    const { rows } = await imported.ask(['readings'], { dimensions: ['metric'] })
    expect(rows).toEqual([{ metric: 'glucose', readings: truth.one('out_of_range').readings }])
  })

  test('anomalies are those of the definition, worked out plainly for each reading', async () => {
    const found = await imported.askFor('anomalies', { limit: 1000 })
    const expected = plainAnomalies(readSeries())
    expect(found.meta.sampled).toBeUndefined()
    expect(found.readings).toBe(truth.one('out_of_range').readings)
    expect(found.anomalies).toBe(expected.length)
    const strangest = expected.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score)).slice(0, 1000)
    expect(strangest.length).toBeGreaterThan(100)
    const scores = found.samples.map(({ score }: { score: number }) => Math.abs(score).toFixed(9))
    expect(scores).toEqual(strangest.map(({ score }) => Math.abs(score).toFixed(9)))
    const counts = Map.groupBy(expected, ({ device }) => device)
    for (const { device_id, anomalies } of found.devices) expect(anomalies).toBe(counts.get(device_id)?.length ?? 0)
  })

  test('adherence', async () => {
    const { totals } = await imported.ask(['device_adherence'])
    expect(totals.device_adherence).toBeCloseTo(Number(truth.one('adherence').adherence_headline), 12)
  })

  test('CGM on Devices', async () => {
    const page = await imported.open(`/devices?${days}`)
    const { readings, out_of_range } = truth.one('out_of_range')
    expect(await figuresOf(page, ['active_devices', 'device_adherence', 'readings', 'readings_out_of_range'])).toEqual({
      active_devices: whole(truth.one('ingest').devices),
      device_adherence: percent(truth.one('adherence').adherence_headline),
      readings: whole(readings),
      readings_out_of_range: whole(out_of_range),
    })
  })
})
