import { openRandom } from '../random.ts'
import type { HourlySeries } from './expected-readings.ts'

export const dayHours = 24

/**
 * Hourly readings with a daily cycle of ±30 around 100 and noise of 4, for tests: what a reading of 100 means depends on the hour.
 * @param faults by `device metric hour`: what is added to the reading
 */
export function drawReadings(
  devices: number,
  {
    days,
    seed,
    metrics = ['glucose'],
    faults = new Map(),
  }: { days: number; seed: string; metrics?: readonly string[]; faults?: ReadonlyMap<string, number> },
): HourlySeries[] {
  const random = openRandom(seed)
  return Array.from({ length: devices }, (_, at) =>
    metrics.map((metric): HourlySeries => {
      const device = `d${at}`
      const hours = Array.from({ length: days * dayHours }, (_, hour) => hour)
      const values = hours.map((hour) => {
        const cycle = 100 + 30 * Math.sin((2 * Math.PI * hour) / dayHours)
        return cycle + 4 * random.normal() + (faults.get(`${device} ${metric} ${hour}`) ?? 0)
      })
      return { device, metric, unit: 'mg/dL', hours, values }
    }),
  ).flat()
}
