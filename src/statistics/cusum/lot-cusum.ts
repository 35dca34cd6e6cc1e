import { poissonInterval } from '../poisson-interval.ts'
import { poissonCusum, safetyDesign } from './poisson-cusum.ts'

/** A day of a lot beside the other lots of its product: devices in use, and reports of harm. */
export interface LotDay {
  readonly devices: number
  readonly reports: number
  readonly siblingDevices: number
  readonly siblingReports: number
}

export interface LotCusumDay {
  /** Reports to expect at the rate of the siblings up to the day before; null until one was in use. */
  readonly expected: number | null
  readonly statistic: number | null
}

export interface LotCusum {
  readonly days: readonly LotCusumDay[]
  /** The index of the day of the first signal. */
  readonly signalAt: number | null
}

/** The share of a normal distribution within one standard error. */
const oneStandardError = 0.6827

/**
 * The CUSUM of a lot over its days, each held against what was known of its siblings on the days before, so that no later
 * report changes it. Their rate is taken at the upper end of its exact Poisson interval of one standard error: what is known by
 * few reports, or few days, might be higher than it was, and then nothing is made of a lot that seems to be.
 */
export function lotCusum(days: readonly LotDay[]): LotCusum {
  let [devices, reports] = [0, 0]
  let upper = poissonInterval(0, oneStandardError).high
  const expected = days.map((day) => {
    const rate = devices === 0 ? null : upper / devices
    devices += day.siblingDevices
    if (day.siblingReports > 0) {
      reports += day.siblingReports
      upper = poissonInterval(reports, oneStandardError).high
    }
    return rate === null ? null : rate * day.devices
  })
  const first = expected.findIndex((it) => it !== null)
  const told = first === -1 ? [] : days.slice(first)
  const values = poissonCusum(
    told.map((day, index) => ({ events: day.reports, expected: expected[first + index] as number })),
    safetyDesign,
  )
  const signal = values.findIndex((value) => value >= safetyDesign.limit)
  return {
    days: days.map((_, index) => ({ expected: expected[index] ?? null, statistic: values[index - first] ?? null })),
    signalAt: signal === -1 ? null : first + signal,
  }
}
