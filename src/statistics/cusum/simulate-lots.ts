import { openRandom } from '../random.ts'
import { type LotDay, lotCusum } from './lot-cusum.ts'

/** A product whose lots start one after another, of which each is in use for as long; reports come by chance. */
export interface SimulatedProduct {
  readonly lots: number
  readonly daysBetweenLots: number
  readonly daysInUse: number
  /** In use each day, of each lot. */
  readonly devices: number
  readonly reportsPerDeviceDay: number
  /** How much higher the rate of the last lot is; 1 for a product without a bad one. */
  readonly lastLotRatio: number
}

export interface SimulatedLot {
  /** Days from the first report of the lot to the signal; null without a signal. */
  readonly daysToSignal: number | null
  readonly reportsToSignal: number | null
  readonly isBad: boolean
}

/** The lots of a product as they would have been judged day by day; the same for the same seed. */
export function simulateLots(product: SimulatedProduct, seed: string): SimulatedLot[] {
  const { lots, daysBetweenLots, daysInUse, devices, reportsPerDeviceDay, lastLotRatio } = product
  const random = openRandom(seed)
  const length = (lots - 1) * daysBetweenLots + daysInUse
  const isBad = (lot: number) => lastLotRatio !== 1 && lot === lots - 1
  const all = Array.from({ length: lots }, (_, lot) =>
    Array.from({ length }, (_, day) => {
      const isInUse = day >= lot * daysBetweenLots && day < lot * daysBetweenLots + daysInUse
      const rate = reportsPerDeviceDay * (isBad(lot) ? lastLotRatio : 1)
      return isInUse ? { devices, reports: random.poisson(devices * rate) } : { devices: 0, reports: 0 }
    }),
  )
  const sums = Array.from({ length }, (_, day) => ({
    devices: all.reduce((sum, lot) => sum + (lot[day]?.devices ?? 0), 0),
    reports: all.reduce((sum, lot) => sum + (lot[day]?.reports ?? 0), 0),
  }))
  return all.map((days, lot) => {
    const beside = days.map(
      (day, at): LotDay => ({
        ...day,
        siblingDevices: (sums[at]?.devices ?? 0) - day.devices,
        siblingReports: (sums[at]?.reports ?? 0) - day.reports,
      }),
    )
    const { signalAt } = lotCusum(beside)
    const first = days.findIndex(({ reports }) => reports > 0)
    return {
      isBad: isBad(lot),
      daysToSignal: signalAt === null ? null : signalAt - first,
      reportsToSignal:
        signalAt === null ? null : days.slice(0, signalAt + 1).reduce((sum, { reports }) => sum + reports, 0),
    }
  })
}
