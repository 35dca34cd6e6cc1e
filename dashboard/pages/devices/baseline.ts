import type { FoundEvent } from '../../api/events.ts'
import { numberIn, textIn } from '../../records/fields.ts'

/** Readings of a device on one day. */
export interface DayOfReadings {
  /** A date of the zone. */
  readonly day: string
  readonly readings: number
  readonly median: number
  readonly low: number
  readonly high: number
  /** Of its readings, those beyond the band of the device. */
  readonly unusual: number
}

/** A sensor metric in one unit, with what this device usually reads. */
export interface Baseline {
  readonly metric: string
  readonly unit: string
  readonly median: number
  /** The band in which a modified z-score is within 3.5. */
  readonly low: number
  readonly high: number
  readonly days: readonly DayOfReadings[]
}

/** Beyond this modified z-score a reading is unusual; 0.6745 scales a MAD to a deviation (Iglewicz and Hoaglin 1993). */
const threshold = 3.5
const ofMad = 0.6745

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [below = 0, above = 0] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  return (below + above) / 2
}

interface Reading {
  readonly day: string
  readonly value: number
}

/**
 * What a device reads, by metric and unit, each day beside the device's own median ± 3.5 × MAD / 0.6745 over all its readings;
 * the metric with the most readings first.
 * @param dayOf the date of a moment (RFC 3339) in the zone of the page
 */
export function baselinesOf(events: readonly FoundEvent[], dayOf: (moment: string) => string): Baseline[] {
  const found = new Map<string, Reading[]>()
  for (const event of events) {
    const value = numberIn(event, 'value')
    if (value === null) continue
    const key = JSON.stringify([textIn(event, 'metric') ?? '', textIn(event, 'unit') ?? ''])
    found.set(key, [...(found.get(key) ?? []), { day: dayOf(event.occurred_at), value }])
  }
  return [...found]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([key, readings]) => {
      const [metric, unit] = JSON.parse(key) as [string, string]
      const values = readings.map(({ value }) => value)
      const median = medianOf(values)
      const reach = (threshold * medianOf(values.map((value) => Math.abs(value - median)))) / ofMad
      const [low, high] = [median - reach, median + reach]
      const days = [...Map.groupBy(readings, ({ day }) => day)].map(([day, some]) => daysOf(day, some, low, high))
      return { metric, unit, median, low, high, days: days.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }
    })
}

function daysOf(day: string, readings: readonly Reading[], low: number, high: number): DayOfReadings {
  const values = readings.map(({ value }) => value)
  return {
    ...{ day, readings: values.length, median: medianOf(values), low: Math.min(...values), high: Math.max(...values) },
    unusual: values.filter((value) => value < low || value > high).length,
  }
}
