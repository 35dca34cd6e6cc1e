import type { BgNbd } from '../bg-nbd.ts'
import type { GammaGamma } from '../gamma-gamma.ts'
import { openRandom } from '../random.ts'
import type { Purchased } from './purchased.ts'

/** Customers drawn from BG/NBD and Gamma-Gamma as the papers describe them, for tests: what a fit has to find again. */
export function drawCustomers(
  { r, alpha, a, b, p, q, v }: BgNbd & GammaGamma,
  count: number,
  { days, seed }: { days: number; seed: string },
): Purchased[] {
  const random = openRandom(seed)
  return Array.from({ length: count }, () => {
    const rate = random.gamma(r) / alpha
    const stops = random.gamma(a)
    const chance = stops / (stops + random.gamma(b))
    const scale = random.gamma(q) / v
    const bought = new Map<number, number>()
    for (let time = random.next() * days * 0.6; time < days; time += random.exponential() / rate) {
      const day = Math.floor(time)
      bought.set(day, (bought.get(day) ?? 0) + random.gamma(p) / scale)
      if (bought.size > 1 && random.next() < chance) break
    }
    return { days: [...bought.keys()], values: [...bought.values()] }
  })
}
