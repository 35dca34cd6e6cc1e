import type { About } from './event.ts'
import { methods, type Place } from './places.ts'
import type { Process } from './schedule.ts'
import { failingGateway, tells } from './stories.ts'
import { minute, second } from './time.ts'
import type { World } from './world.ts'

export interface Payment {
  readonly payment_id: string
  readonly gateway: string
  readonly method: string
  readonly amount: number
  readonly currency: string
}

/** A payment that went through, and how much it looked like fraud, from 0 to 1. */
export interface Captured {
  readonly payment: Payment
  readonly risk: number
}

export interface Wallet {
  readonly gateway: string
  readonly method: string
}

const declines = [
  ['insufficient_funds', 34],
  ['do_not_honour', 24],
  ['authentication_failed', 16],
  ['expired_card', 10],
  ['incorrect_cvc', 9],
  ['suspected_fraud', 7],
] as const

/** The share of payments that are declined, by the way to pay. */
const declineShares: Readonly<Record<string, number>> = {
  card: 0.066,
  apple_pay: 0.035,
  google_pay: 0.045,
  paypal: 0.05,
  klarna: 0.085,
  sepa_debit: 0.025,
  upi: 0.095,
}

/** Pays for an order, in up to three attempts. Gives the captured payment, or nothing. */
export function* pay(
  world: World,
  place: Place,
  about: About,
  { total, currency }: { total: number; currency: string },
  wallet: Wallet | undefined,
): Process<Captured | undefined> {
  const { random } = world
  let preferred = random.chance(0.85) ? wallet : undefined
  for (let attempt = 1; attempt <= 3; attempt++) {
    const { gateway, method } = preferred ?? choose(world, place)
    preferred = random.chance(0.6) ? { gateway, method } : undefined
    const payment = { payment_id: world.id('payment'), gateway, method, amount: total, currency }
    const risk_score = Math.round(random.next() ** 3 * (wallet === undefined ? 1000 : 700)) / 1000
    world.tell('payment', 'initiated', about, { ...payment, risk_score })

    const down = gateway === failingGateway && tells('gatewayDown', world.day)
    const latency_ms = Math.round(random.skewed(latencies[gateway] ?? 400, 0.45) * (down ? 7 : 1))
    yield latency_ms
    if (random.chance(down ? 0.92 : (declineShares[method] ?? 0))) {
      const decline_code = down ? 'gateway_timeout' : random.weighted(declines)
      world.tell('payment', 'failed', about, { ...payment, latency_ms, risk_score, decline_code })
      if (!random.chance(0.68)) return undefined
      yield random.skewed(40, 0.5) * second
      continue
    }
    world.tell('payment', 'authorised', about, { ...payment, latency_ms, risk_score })
    if (risk_score > 0.9 && random.chance(0.4)) {
      yield random.between(2, 9) * minute
      world.tell('payment', 'voided', about, { ...payment, risk_score })
      return undefined
    }
    yield random.whole(300, 2500)
    world.tell('payment', 'captured', about, { ...payment, latency_ms, risk_score })
    return { payment, risk: risk_score }
  }
  return undefined
}

const latencies: Readonly<Record<string, number>> = {
  stripe: 380,
  adyen: 430,
  paypal: 720,
  checkout_com: 510,
  razorpay: 640,
}

function choose(world: World, place: Place): Wallet {
  const gateway = world.random.weighted(place.gateways)
  return { gateway, method: world.random.weighted(methods[gateway] ?? []) }
}
