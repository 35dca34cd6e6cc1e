import { type Basket, worthOf } from './basket.ts'
import { currencyOf, inCurrency } from './catalogue.ts'
import { placeOrder, quote, release, reserve } from './order.ts'
import { pay } from './pay.ts'
import type { Process } from './schedule.ts'
import { signUp, type Visit } from './storefront.ts'
import { day, second } from './time.ts'
import { receive } from './unpack.ts'
import type { World } from './world.ts'

/** From the cart to the order, or to a cart that is given up a day later. */
export function* checkOut(world: World, it: Visit, basket: Basket, errand: boolean): Process {
  const bought = world.random.chance(errand ? 0.95 : 0.38) && (yield* through(world, it, basket))
  if (!bought) world.start(giveUp(world, it, basket))
}

function* giveUp(world: World, it: Visit, { cart_id }: Basket): Process {
  yield day
  world.tell('cart', 'abandoned', it.about, { cart_id })
}

function* through(world: World, it: Visit, basket: Basket): Process<boolean> {
  const { random } = world
  const checkout = {
    checkout_id: world.id('checkout'),
    cart_id: basket.cart_id,
    value: inCurrency(world, it.place, worthOf(basket.wanted)),
    currency: currencyOf(world, it.place),
  }
  world.tell('checkout', 'started', it.about, checkout)
  for (const [step, goesOn] of steps) {
    yield random.skewed(22, 0.5) * second
    if (!random.chance(goesOn)) return false
    if (step === 'address') signUp(world, it)
    world.tell('checkout', 'step_completed', it.about, { ...checkout, step })
  }

  const customer = signUp(world, it)
  const reserved = reserve(world, it.place, basket.wanted)
  if (reserved === undefined) {
    world.tell('checkout', 'failed', it.about, { ...checkout, step: 'stock' })
    return false
  }
  const price = quote(world, customer, basket.wanted, basket.offer?.share ?? 0)
  const about = { ...it.about, order_id: world.id('order') }
  const captured = yield* pay(world, it.place, about, price, customer.wallet)
  if (captured === undefined) {
    release(world, reserved)
    world.tell('checkout', 'failed', it.about, { ...checkout, step: 'payment' })
    return false
  }
  yield random.whole(200, 900)
  world.tell('checkout', 'completed', about, { ...checkout, step: 'payment' })
  world.tell('cart', 'converted', about, { cart_id: basket.cart_id })
  world.start(receive(world, placeOrder(world, customer, about, price, reserved, captured)))
  tellPartners(world, it, basket, about, price)
  return true
}

const steps = [
  ['address', 0.88],
  ['delivery', 0.96],
] as const

/** Emits the sale's events of its promotion, recommendation and affiliate. */
function tellPartners(
  world: World,
  it: Visit,
  { wanted, offer }: Basket,
  about: Visit['about'],
  { discount, goods, currency }: ReturnType<typeof quote>,
): void {
  if (offer !== undefined) {
    world.tell('promotion', 'redeemed', about, { promotion_id: offer.promotion_id, discount, currency })
  }
  for (const { recommended } of wanted) {
    if (recommended !== undefined) world.tell('recommendation', 'purchased', about, { ...recommended })
  }
  if (it.affiliate === undefined) return
  const commission = Math.round(goods * 5) / 100
  world.tell('affiliate', 'converted', about, { affiliate_id: it.affiliate, revenue: goods, commission, currency })
}
