import { openRandom } from '../random.ts'
import type { PaymentAttempt } from './attempt.ts'

/** What a payment's log-odds of failing are made of, for tests: what a fit has to find again. */
export const plantedRisk: Readonly<Record<string, number>> = {
  intercept: -2.6,
  'gateway=alpha': 0,
  'gateway=beta': 1.2,
  'method=card': 0,
  'method=wallet': -0.9,
  'attempt=2': 0.8,
}

const minuteMs = 60_000

/**
 * Payments a minute apart from 0, that fail by the planted risk, or by its intercept alone; recorded half a minute
 * later.
 */
export function drawPayments(
  count: number,
  { seed, isNoise = false }: { seed: string; isNoise?: boolean },
): PaymentAttempt[] {
  const random = openRandom(seed)
  const logOdds = (values: readonly string[]) =>
    values.reduce((sum, value) => sum + (isNoise ? 0 : (plantedRisk[value] ?? 0)), plantedRisk.intercept ?? 0)
  return Array.from({ length: count }, (_, index) => {
    const gateway = random.next() < 0.5 ? 'alpha' : 'beta'
    const method = random.next() < 0.6 ? 'card' : 'wallet'
    const attempt = random.next() < 0.85 ? 1 : 2
    const hasFailed =
      random.next() < 1 / (1 + Math.exp(-logOdds([`gateway=${gateway}`, `method=${method}`, `attempt=${attempt}`])))
    const begun = index * minuteMs
    const told = begun + minuteMs / 2
    return {
      ...{ gateway, method, country: random.next() < 0.7 ? 'ES' : 'PT', currency: 'EUR', attempt, risk: null },
      ...{ amount: Math.exp(4 + random.normal() / 2), hour: Math.floor(random.next() * 24), begun },
      ...{ failed: hasFailed ? told : null, captured: hasFailed ? null : told },
    }
  })
}
