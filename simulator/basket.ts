import { channelBuys } from './arrivals.ts'
import { currencyOf, described, inCurrency } from './catalogue.ts'
import type { Product } from './products.ts'
import type { Process } from './schedule.ts'
import { mostInOnePlace } from './shelves.ts'
import { type Offer, type Recommendation, recommend, type Visit } from './storefront.ts'
import { promotionWeekend } from './stories.ts'
import { second } from './time.ts'
import type { World } from './world.ts'

export interface Wanted {
  readonly product: Product
  readonly quantity: number
  readonly recommended?: Recommendation
}

export interface Basket {
  readonly cart_id: string
  readonly wanted: Wanted[]
  readonly offer: Offer | undefined
}

const share = 0.135

/** Puts what is liked into a new cart, and what goes with it; nothing when the will or the stock is missing. */
export function* fillBasket(world: World, it: Visit, liked: Product, errand: boolean): Process<Basket | undefined> {
  const { random } = world
  const weekend = promotionWeekend(world.now, world.opened) ? 1.35 : 1
  const will = errand ? 0.9 : share * it.source.buys * (channelBuys[it.about.context.channel ?? ''] ?? 1) * weekend
  if (!random.chance(will) || mostInOnePlace(world, liked) === 0) return undefined

  const cart_id = world.id('cart')
  const wanted: Wanted[] = []
  world.tell('cart', 'created', it.about, { cart_id, currency: currencyOf(world, it.place) })
  const put = (product: Product, asked: number) => {
    const quantity = Math.min(asked, mostInOnePlace(world, product))
    if (quantity === 0) return
    const recommended = it.followed?.product_id === product.product_id ? { recommended: it.followed } : {}
    wanted.push({ product, quantity, ...recommended })
    tell(world, it, 'item_added', cart_id, product, quantity)
  }

  const owner = it.customer !== undefined && it.customer.devices.length > 0
  put(liked, quantityOf(world, liked, owner))
  yield random.skewed(20, 0.6) * second
  for (const product of companions(world, liked)) {
    put(product, quantityOf(world, product, owner))
    yield random.skewed(15, 0.6) * second
  }
  const recommended = random.chance(0.45) ? recommend(world, it, 'cart') : undefined
  if (recommended !== undefined) {
    world.tell('recommendation', 'clicked', it.about, { ...it.followed })
    yield random.skewed(9, 0.6) * second
    const known = wanted.some(({ product }) => product.product_id === recommended.product_id)
    if (!known) put(recommended, 1)
  }
  if (wanted.length > 1 && random.chance(0.16)) {
    const left = wanted.pop()
    if (left !== undefined) tell(world, it, 'item_removed', cart_id, left.product, left.quantity)
    yield random.skewed(10, 0.6) * second
  }
  const offer = it.offer !== undefined && random.chance(it.offer.share > 0.1 ? 0.8 : 0.5) ? it.offer : undefined
  if (offer !== undefined) {
    const discount = inCurrency(world, it.place, offer.share * worthOf(wanted))
    world.tell('promotion', 'applied', it.about, {
      promotion_id: offer.promotion_id,
      discount,
      currency: currencyOf(world, it.place),
    })
  }
  return { cart_id, wanted, offer }
}

/** What a list of wishes costs in EUR, before anything is taken off. */
export const worthOf = (wanted: readonly Wanted[]) =>
  wanted.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0)

function quantityOf(world: World, { worn, device }: Product, owner: boolean): number {
  if (worn !== undefined) return Math.max(1, Math.round(world.random.between(20, owner ? 62 : 34) / worn.days))
  return device === undefined && world.random.chance(0.3) ? 2 : 1
}

/** A device needs patches; a ring of adhesive goes with anything. */
function companions(world: World, liked: Product): Product[] {
  const { random, products } = world
  const patches = products.filter(({ worn }) => worn !== undefined && worn.by === liked.device?.type)
  const fitting = random.chance(0.85) ? patches.slice(0, 1) : patches.slice(1, 2)
  const accessories = products.filter((it) => it.category === 'accessories' && it.product_id !== liked.product_id)
  return random.chance(0.16) ? [...fitting, random.pick(accessories)] : fitting
}

function tell(world: World, it: Visit, action: string, cart_id: string, product: Product, quantity: number): void {
  const unit_price = inCurrency(world, it.place, product.price)
  const currency = currencyOf(world, it.place)
  world.tell('cart', action, it.about, { cart_id, ...described(product), quantity, unit_price, currency })
}
