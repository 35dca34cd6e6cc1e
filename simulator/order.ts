import type { Wanted } from './basket.ts'
import { cents, currencyOf, described, inCurrency } from './catalogue.ts'
import { chargeBack } from './chargeback.ts'
import type { About } from './event.ts'
import { keepPoints } from './loyalty.ts'
import { notify } from './notify.ts'
import type { Line, Order } from './order-facts.ts'
import type { Customer } from './owned.ts'
import type { Captured } from './pay.ts'
import type { Place } from './places.ts'
import { move, putBack, setAside, shelfOf, type Taken, warehouseWith, withdrawHeld } from './shelves.ts'
import { second } from './time.ts'
import type { World } from './world.ts'

/** What an order costs, in its currency. */
export interface Quote {
  readonly prices: ReadonlyMap<string, number>
  readonly goods: number
  readonly discount: number
  /** Loyalty points that are spent on it. */
  readonly points: number
  readonly shipping: number
  readonly total: number
  readonly currency: string
}

export interface Reserved {
  readonly warehouse: string
  readonly taken: readonly Taken[]
}

/** Sets the goods aside while they are being paid for; nothing where no warehouse has them all. */
export function reserve(world: World, place: Place, wanted: readonly Wanted[]): Reserved | undefined {
  const warehouse = warehouseWith(world, place.warehouse, wanted)
  if (warehouse === undefined) return undefined
  const taken = wanted.flatMap(({ product, quantity }) =>
    setAside(shelfOf(world, product.product_id, warehouse), quantity),
  )
  return { warehouse, taken }
}

/** Gives back what was set aside. */
export function release(world: World, { warehouse, taken }: Reserved): void {
  for (const it of taken) {
    const shelf = shelfOf(world, it.product.product_id, warehouse)
    shelf.reserved -= it.quantity
    putBack(world, shelf, it)
    withdrawHeld(world, shelf, it.lot)
  }
}

/** Prices the goods. `share` is what an offer takes off; 200 points take off 5 EUR. */
export function quote(world: World, customer: Customer, wanted: readonly Wanted[], share: number): Quote {
  const { place } = customer
  const prices = new Map(wanted.map(({ product }) => [product.product_id, inCurrency(world, place, product.price)]))
  const goods = cents(
    wanted.reduce((sum, { product, quantity }) => sum + (prices.get(product.product_id) ?? 0) * quantity, 0),
  )
  const points = share === 0 && customer.points >= 200 && world.random.chance(0.35) ? 200 : 0
  const discount = share === 0 ? Math.min(goods, inCurrency(world, place, points / 40)) : cents(goods * share)
  const shipping = goods < inCurrency(world, place, 60) ? inCurrency(world, place, 4.9) : 0
  const total = cents(goods - discount + shipping)
  return { prices, goods, discount, points, shipping, total, currency: currencyOf(world, place) }
}

/** Tells of the order and of the goods that it takes. What happens to the parcel is the caller's to start. */
export function placeOrder(
  world: World,
  customer: Customer,
  about: About & { order_id: string },
  { prices, goods, discount, points, shipping, total, currency }: Quote,
  { warehouse, taken }: Reserved,
  { payment, risk }: Captured,
): Order {
  const lines = taken.map((it) => ({ ...it, unit_price: prices.get(it.product.product_id) ?? it.product.price }))
  world.tell('order', 'placed', about, {
    items: itemsOf(lines),
    currency,
    discount,
    shipping,
    tax: cents((total * 21) / 121),
  })
  for (const it of taken) move(world, shelfOf(world, it.product.product_id, warehouse), 'sold', it)
  customer.wallet = { gateway: payment.gateway, method: payment.method }
  const { session_id: _, ...later } = about
  const order = { id: about.order_id, customer, about: later, lines, warehouse, payment }
  keepPoints(world, order, Math.floor(goods), points)
  world.start(notify(world, customer, 'email', 'order-confirmed', order.id), 20 * second)
  if (world.random.chance(risk > 0.6 ? 0.1 : 0.007)) world.start(chargeBack(world, order))
  return order
}

/** Order or return lines as events carry them. */
export const itemsOf = (lines: readonly Line[]) =>
  lines.map(({ product, lot, quantity, unit_price }) => ({
    ...described(product),
    quantity,
    unit_price,
    lot,
    unit_cost: product.unitCost,
  }))
