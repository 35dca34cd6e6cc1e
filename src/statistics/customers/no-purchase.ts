import { type BgNbd, type Purchases, probabilityAlive } from '../bg-nbd.ts'

/**
 * The probability that a customer buys nothing within the time to come. Of BG/NBD: who has stopped buys nothing; the rate of
 * who has not is gamma distributed with r + x and α + T, so that nothing happens in t with ((α + T) / (α + T + t))^(r + x).
 */
export function probabilityOfNoPurchase(model: BgNbd, customer: Purchases, time: number): number {
  const { r, alpha } = model
  const { repeats, age } = customer
  const none = ((alpha + age) / (alpha + age + time)) ** (r + repeats)
  return 1 - probabilityAlive(model, customer) * (1 - none)
}
