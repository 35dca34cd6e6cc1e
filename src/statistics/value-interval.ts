import type { Customer, LifetimeModel } from './lifetime-value.ts'
import { openRandom } from './random.ts'

/** Between these lies what is spent within the horizon in 95 of 100 cases, if the model holds. */
export interface ValueInterval {
  readonly low: number
  readonly high: number
}

/**
 * What a customer may spend, by drawing from the model as it stands after what is known of the customer: whether still
 * active, the rate and the chance of stopping (BG/NBD), and the value of purchases (Gamma-Gamma; Fader and Hardie 2013:
 * with shape p and rate ν, where ν is gamma distributed with q + p·x and v + p·x·mean over p). The same customer gets the
 * same draws each time.
 * @param alive the probability that the customer is still active
 * @param days the horizon, in the unit of the customer's times
 */
export function valueInterval(
  { r, alpha, a, b, p, q, v }: LifetimeModel,
  { repeats: x, recency, age, meanValue }: Customer,
  alive: number,
  days: number,
  draws: number,
): ValueInterval {
  const random = openRandom(`${x} ${recency} ${age}`)
  const known = meanValue > 0 ? x : 0
  const spent: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    let purchases = 0
    if (random.next() < alive) {
      const rate = random.gamma(r + x) / (alpha + age)
      const stays = random.gamma(b + x)
      const stops = random.gamma(a)
      const chance = stops / (stops + stays)
      for (let time = random.exponential() / rate; time <= days && purchases < mostPurchases; ) {
        purchases += 1
        if (random.next() < chance) break
        time += random.exponential() / rate
      }
    }
    const scale = random.gamma(q + p * known) / (v + known * meanValue)
    spent.push(purchases === 0 ? 0 : random.gamma(p * purchases) / scale)
  }
  spent.sort((one, other) => one - other)
  const at = (share: number) => spent[Math.min(draws - 1, Math.floor(share * draws))] ?? 0
  return { low: at(0.025), high: at(0.975) }
}

const mostPurchases = 100_000
