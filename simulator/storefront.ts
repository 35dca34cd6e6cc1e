import type { Source } from './arrivals.ts'
import { currencyOf, described, inCurrency } from './catalogue.ts'
import { register, welcome } from './customers.ts'
import type { About, Context } from './event.ts'
import type { Customer } from './owned.ts'
import type { Place } from './places.ts'
import type { Product } from './products.ts'
import { promotionWeekend, tells } from './stories.ts'
import type { World } from './world.ts'

/** One visit to the shop. The customer is known from the start, or from the sign-up on. */
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

export type Placement = 'home' | 'product-page' | 'cart' | 'no-results'

/** The share of recommendations that are followed when they stand first; each place further down costs two points. */
const clickShares: Readonly<Record<Placement, number>> = {
  home: 0.09,
  'product-page': 0.13,
  cart: 0.21,
  'no-results': 0.17,
}

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
export function recommend(world: World, it: Visit, placement: Placement): Product | undefined {
  const { random } = world
  const product = random.weighted(world.products.map((product) => [product, product.weight]))
  const position = random.whole(1, 4)
  const shown = { recommendation_id: world.id('recommendation'), product_id: product.product_id, placement, position }
  world.tell('recommendation', 'shown', it.about, shown)
  if (!random.chance(clickShares[placement] - 0.02 * (position - 1))) return undefined
  it.followed = shown
  return product
}

/** Shows the offer of the day, if there is one for this visitor. */
export function showOffer(world: World, it: Visit): void {
  it.offer = offerFor(world, it)
  if (it.offer === undefined) return
  const { promotion_id } = it.offer
  world.tell('promotion', 'shown', it.about, { promotion_id, currency: currencyOf(world, it.place) })
}

function offerFor(world: World, { customer, about }: Visit): Offer | undefined {
  const { random } = world
  if (promotionWeekend(world.now, world.opened)) return { promotion_id: 'weekend-20', share: 0.2 }
  if (tells('amends', world.day) && customer?.devices.some(({ type }) => type === 'glucose_patch'))
    return { promotion_id: 'amends-15', share: 0.15 }
  if (about.context.channel === 'clinic' && random.chance(0.2)) return { promotion_id: 'clinic-trial-15', share: 0.15 }
  if (customer === undefined && random.chance(0.16)) return { promotion_id: 'welcome-10', share: 0.1 }
  if (customer?.loyal && random.chance(0.06)) return { promotion_id: 'members-10', share: 0.1 }
  return undefined
}

/** An anonymous visitor makes an account: from here on the visit is theirs. */
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
