import { expect, test } from 'vitest'
import type { Anomaly } from './anomalies-answer.ts'
import { anomaliesOption } from './anomalies-option.ts'

const colours = {
  ...{ accent: '', previous: '', line: '', ink: '', inkSoft: '', surface: '', sunken: '' },
  ...{ good: '', bad: 'bad', warn: 'warn', data: [], named: (name: string) => name },
}

const names = { tick: String, full: (moment: string) => moment }

const reading = (it: Partial<Anomaly>): Anomaly => ({
  ...{ event_id: 'e', device_id: 'd<1>', occurred_at: '1970-01-01T00:00:01Z', value: 300, unit: 'mg/dL' },
  ...{ score: 8, median: 100, mad: 10 },
  ...it,
})

test('a reading is drawn at its time and value, on a stem from the median before it', () => {
  const [stems, medians, readings] = anomaliesOption([reading({})], names, colours).series
  expect(stems?.data).toEqual([
    {
      coords: [
        [1000, 100],
        [1000, 300],
      ],
    },
  ])
  expect(medians?.data).toEqual([[1000, 100]])
  expect(readings?.data).toMatchObject([{ name: 'e', value: [1000, 300], itemStyle: { color: 'bad' } }])
})

test('too low has another colour than too high', () => {
  const readings = anomaliesOption([reading({ score: -5 })], names, colours).series[2]
  expect(readings?.data).toMatchObject([{ itemStyle: { color: 'warn' } }])
})

test('a tip writes what a sender named without letting it be markup', () => {
  const readings = anomaliesOption([reading({})], names, colours).series[2]
  expect(readings?.tooltip?.formatter({ name: 'e' })).toContain('d&lt;1>, 1970')
})
