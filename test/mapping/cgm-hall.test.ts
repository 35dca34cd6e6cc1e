import { beforeAll, expect, test } from 'vitest'
import { describeWithData, readTruth } from '../truth.ts'
import { distinct, type Mapped, mapFile, of } from './map-file.ts'

describeWithData('CGM', () => {
  const truth = readTruth('cgm_hall')
  let mapped: Mapped
  beforeAll(async () => {
    mapped = await mapFile('cgm_hall', 'cgm_hall_2018.csv.gz')
  })

  test('readings, and those that the sensor did not make', () => {
    const readings = of(mapped, 'telemetry', 'read')
    const { out_of_range, readings: valid } = truth.one('out_of_range')
    expect(readings.length).toBe(valid)
    expect(readings.filter(({ data: { value } }) => value < 54 || value > 250).length).toBe(out_of_range)
    expect(distinct(readings.map((event) => event.device_id))).toBe(truth.one('ingest').devices)
    expect(mapped.others.map((outcome) => outcome.kind === 'rejected' && outcome.reason)).toEqual(
      new Array(truth.one('ingest').null_readings).fill('missing_value'),
    )
  })

  test('device-days, and those with enough readings', () => {
    const days = of(mapped, 'patch', 'day_recorded')
    const { device_days, adherent_days } = truth.one('adherence')
    expect(days.length).toBe(device_days)
    expect(days.reduce((sum, event) => sum + event.data.valid_patch_days, 0)).toBe(adherent_days)
  })

  test('the same day by day', () => {
    const days = of(mapped, 'patch', 'day_recorded')
    const found = new Map(days.map((event) => [`${event.device_id} ${event.occurred_at.slice(0, 10)}`, event.data]))
    for (const { device, day, readings, adherent } of truth.list('by_device_day_first200')) {
      expect(found.get(`${device} ${day}`)).toMatchObject({ readings, valid_patch_days: adherent ? 1 : 0 })
    }
  })
})
