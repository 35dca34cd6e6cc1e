import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { dataFile } from '../truth.ts'

interface Reading {
  readonly device: string
  readonly time: string
  readonly value: number
}

/** Readings of each sensor in order of time, read from the file itself. */
export function readSeries(): Map<string, number[]> {
  const text = gunzipSync(readFileSync(dataFile('cgm_hall_2018.csv.gz')))
  const rows = parse(text, { columns: true }) as { id: string; time: string; gl: string }[]
  const readings = rows
    .filter(({ gl }) => gl !== '' && gl !== 'NA')
    .map(({ id, time, gl }): Reading => ({ device: id, time, value: Number(gl) }))
    .sort((a, b) => (a.time === b.time ? a.value - b.value : a.time < b.time ? -1 : 1))
  const byDevice = Map.groupBy(readings, ({ device }) => device)
  return new Map([...byDevice].map(([device, some]) => [device, some.map(({ value }) => value)]))
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2
}

/** Anomalies by their definition as it is written: the 288 readings before each one, 24 or more, sorted anew each time. */
export const plainAnomalies = (series: ReadonlyMap<string, readonly number[]>) =>
  [...series].flatMap(([device, values]) =>
    values.flatMap((value, index) => {
      const history = values.slice(Math.max(0, index - 288), index)
      if (history.length < 24) return []
      const median = medianOf(history)
      const distances = history.map((it) => Math.abs(it - median))
      const mad = medianOf(distances)
      const mean = distances.reduce((sum, it) => sum + it, 0) / distances.length
      const score = mad > 0 ? (0.6745 * (value - median)) / mad : (value - median) / (1.253314 * mean)
      return mean > 0 && Math.abs(score) > 3.5 ? [{ device, score }] : []
    }),
  )
