import type { Source } from './arrivals.ts'
import { currencyOf, described, inCurrency } from './catalogue.ts'
import { type Customer, register, welcome } from './customers.ts'
import type { About, Context } from './event.ts'
import type { Place } from './places.ts'
import type { Product } from './products.ts'
import { promotionWeekend } from './stories.ts'
import type { World } from './world.ts'

/** One visit to the shop. The customer is known from the start, or once someone signs up. */
export interface Visit {
  readonly place: Place
  readonly source: Source
  readonly about: About & { session_id: string; context: Context }
  readonly affiliate: string | undefined
  customer: Customer | undefined
  /** The recommendation that was followed last. */
  followed: Recommendation | undefined
  /** The offer that was seen, and the share of the price that it takes off. */
  offer: Offer | undefined
}

export type Recommendation = Readonly<
  Record<'recommendation_id' | 'product_id' | 'placement', string> & { position: number }
>

export interface Offer {
  readonly promotion_id: string
  readonly share: number
}

/** Shows a product's page. */
export function view(world: World, it: Visit, product: Product): void {
  const price = inCurrency(world, it.place, product.price)
  world.tell('product', 'viewed', it.about, { ...described(product), price, currency: currencyOf(world, it.place) })
}

/** Shows a recommendation; gives the product when it is followed. */
export function recommend(world: World, it: Visit, placement: 'product-page' | 'cart'): Product | undefined {
  const { random } = world
  const product = random.weighted(world.products.map((product) => [product, product.weight]))
  const position = random.whole(1, 4)
  const shown = { recommendation_id: world.id('recommendation'), product_id: product.product_id, placement, position }
  world.tell('recommendation', 'shown', it.about, shown)
  if (!random.chance(placement === 'cart' ? 0.16 : 0.13 - 0.02 * position)) return undefined
  it.followed = shown
  return product
}

/** Shows the offer of the day, if there is one for this visitor. */
export function showOffer(world: World, it: Visit): void {
  if (promotionWeekend(world.now, world.opened)) it.offer = { promotion_id: 'weekend-20', share: 0.2 }
  else if (it.customer === undefined && world.random.chance(0.16)) it.offer = { promotion_id: 'welcome-10', share: 0.1 }
  if (it.offer === undefined) return
  const { promotion_id } = it.offer
  world.tell('promotion', 'shown', it.about, { promotion_id, currency: currencyOf(world, it.place) })
}

/** Someone unknown makes an account: from here on the visit is theirs. */
export function signUp(world: World, it: Visit): Customer {
  if (it.customer !== undefined) return it.customer
  const { context, session_id } = it.about
  const customer = welcome(world, it.place, context.city, context.channel ?? 'web', world.now)
  it.customer = customer
  it.about.user_id = customer.id
  it.about.context = { ...context, ...customer.context }
  register(world, customer, session_id)
  return customer
}
