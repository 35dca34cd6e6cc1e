import { cents, currencyOf, inCurrency } from './catalogue.ts'
import { places } from './places.ts'
import type { Process } from './schedule.ts'
import { nextStart, storyDays, testedGateway } from './stories.ts'
import { day, hour, minute } from './time.ts'
import type { World } from './world.ts'

/** In the two days of the story, at scale 1. */
const cardsTried = 26

/**
 * The story of the stolen cards: a thief tests them with small amounts, each once. Most are declined, what is
 * authorised is voided for its risk, and nothing is ever ordered.
 */
export function* testCards(world: World): Process {
  const { random } = world
  const [from, to] = storyDays.cardTesting
  const cards = Math.ceil(cardsTried * world.scale)
  for (;;) {
    yield world.until(nextStart('cardTesting', world.now, world.opened))
    for (let left = cards; left > 0; left--) {
      yield (((to - from) * day) / cards) * random.between(0.6, 0.98)
      yield* tryCard(world)
    }
    yield hour
  }
}

function* tryCard(world: World): Process {
  const { random } = world
  const place = random.pick(places.filter(({ gateways }) => gateways.some(([gateway]) => gateway === testedGateway)))
  const context = { country: place.country, region: place.region, city: random.weighted(place.cities), channel: 'web' }
  const payment = {
    payment_id: world.id('payment'),
    gateway: testedGateway,
    method: 'card',
    amount: inCurrency(world, place, cents(random.between(1, 5))),
    currency: currencyOf(world, place),
    risk_score: random.whole(860, 999) / 1000,
  }
  world.tell('payment', 'initiated', { context }, payment)
  const latency_ms = Math.round(random.skewed(520, 0.4))
  yield latency_ms
  if (random.chance(0.85)) {
    world.tell('payment', 'failed', { context }, { ...payment, latency_ms, decline_code: 'suspected_fraud' })
    return
  }
  world.tell('payment', 'authorised', { context }, { ...payment, latency_ms })
  yield random.between(1, 4) * minute
  world.tell('payment', 'voided', { context }, payment)
}
