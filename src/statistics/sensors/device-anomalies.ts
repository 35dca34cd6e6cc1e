import jstat from 'jstat'
import { type ExpectedReading, type HourlySeries, type ScoredSeries, scoreSeries } from './expected-readings.ts'

/** An hour in which a device reads what does not fit, by the sensor that fits least. */
export interface DeviceAnomaly extends ExpectedReading {
  readonly device: string
  readonly metric: string
  readonly unit: string
  /** How many sensors of the device were judged in that hour, and the score beyond which one of them stands out. */
  readonly sensors: number
  readonly threshold: number
}

export interface DeviceAnomalies {
  readonly anomalies: readonly DeviceAnomaly[]
  readonly devices: number
  readonly series: number
  /** Series that follow the time of day. */
  readonly seasonal: number
  /** Hours of devices that were judged. */
  readonly judged: number
  /** Mean over series, of the readings judged: differences from what was expected, and from the median of the history. */
  readonly error: number | null
  readonly naiveError: number | null
}

/** The score of Iglewicz and Hoaglin for one sensor alone. */
const ofOneSensor = 3.5

/**
 * The score that one of several sensors must pass, so that a device with many is not found more often than one with a single
 * sensor (Šidák 1967, Journal of the American Statistical Association 62, 626–633); on the safe side where sensors go together.
 */
export function thresholdFor(sensors: number): number {
  const within = 2 * jstat.normal.cdf(ofOneSensor, 0, 1) - 1
  return sensors === 1 ? ofOneSensor : jstat.normal.inv((1 + within ** (1 / sensors)) / 2, 0, 1)
}

/**
 * Hours in which a device does not fit with its own past, over all its sensors.
 * @param begin the first hour that is looked at; those before it are history alone
 * @returns the reason where no sensor has history enough
 */
export function findDeviceAnomalies({
  series,
  begin,
}: {
  readonly series: readonly HourlySeries[]
  readonly begin: number
}): DeviceAnomalies | { readonly reason: string } {
  const scored = series.flatMap((one) => {
    const found = scoreSeries(one, begin)
    return found === undefined ? [] : [{ ...one, ...found }]
  })
  if (scored.length === 0)
    return { reason: 'no sensor has 24 readings, and 48 more to hold those of these hours against' }
  const cells = scored.flatMap(({ device, metric, unit, readings }) =>
    readings.map((reading) => ({ device, metric, unit, ...reading })),
  )
  const hours = [...Map.groupBy(cells, ({ device, hour }) => `${hour} ${device}`).values()]
  const anomalies = hours.flatMap((sensors): DeviceAnomaly[] => {
    const [most] = sensors.toSorted((a, b) => Math.abs(b.score) - Math.abs(a.score))
    const threshold = thresholdFor(sensors.length)
    return most === undefined || Math.abs(most.score) <= threshold
      ? []
      : [{ ...most, sensors: sensors.length, threshold }]
  })
  return {
    anomalies: anomalies.sort((a, b) => Math.abs(b.score) - Math.abs(a.score)),
    devices: new Set(scored.map(({ device }) => device)).size,
    series: scored.length,
    seasonal: scored.filter(({ method }) => method === 'time_of_day').length,
    judged: hours.length,
    error: meanOf(scored, ({ error }) => error),
    naiveError: meanOf(scored, ({ naiveError }) => naiveError),
  }
}

function meanOf(scored: readonly ScoredSeries[], of: (it: ScoredSeries) => number | null): number | null {
  const values = scored.flatMap((it) => of(it) ?? [])
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
