import { notify } from './notify.ts'
import { itemsOf } from './order.ts'
import type { Order } from './order-facts.ts'
import { type Parcel, pack, send } from './parcel.ts'
import { refund } from './refund.ts'
import { returnGoods } from './returns.ts'
import type { Process } from './schedule.ts'
import { move, putBack, shelfOf, withdrawHeld } from './shelves.ts'
import { day, hour, minute } from './time.ts'
import type { World } from './world.ts'

/** From the order to the doorstep; false when it was cancelled, or went back and was paid back. */
export function* fulfil(world: World, order: Order): Process<boolean> {
  const { random } = world
  if (random.chance(0.019)) {
    yield random.between(5, 200) * minute
    cancel(world, order)
    return false
  }
  for (let sent = 1; sent <= 2; sent++) {
    const parcel = yield* pack(world, order)
    if (sent === 1) world.start(notify(world, order.customer, 'push', 'parcel-sent', order.id), 4 * minute)
    const end = yield* send(world, order, parcel)
    if (end === 'delivered') return arrived(world, order, parcel)
    if (end === 'returned_to_origin') {
      restock(world, order)
      if (sent === 2 || random.chance(0.35)) return paidBack(world, order)
    } else if (sent === 2) {
      return paidBack(world, order)
    }
    yield random.between(4, 30) * hour
  }
  return false
}

function cancel(world: World, order: Order): void {
  const { about, lines, payment } = order
  world.tell('order', 'cancelled', about, { items: itemsOf(lines), currency: payment.currency })
  restock(world, order)
  world.start(refund(world, order, 'order cancelled'))
}

function restock(world: World, { lines, warehouse }: Order): void {
  for (const line of lines) {
    const shelf = shelfOf(world, line.product.product_id, warehouse)
    putBack(world, shelf, line)
    move(world, shelf, 'adjusted', line)
    withdrawHeld(world, shelf, line.lot)
  }
}

function paidBack(world: World, order: Order): false {
  world.start(refund(world, order, 'not delivered'))
  return false
}

function arrived(world: World, order: Order, { late }: Parcel): true {
  const { random } = world
  const { customer, about, lines, payment } = order
  world.tell('order', 'fulfilled', about, { items: itemsOf(lines), currency: payment.currency })
  world.start(notify(world, customer, random.chance(0.7) ? 'sms' : 'email', 'parcel-delivered', order.id), 3 * minute)
  if (random.chance(0.089)) {
    world.start(returnGoods(world, order), random.between(0.5, 9) * day)
  } else if (late && random.chance(0.06)) {
    const amount = Math.round(payment.amount * 15) / 100
    world.start(refund(world, order, 'late parcel', amount), random.between(2, 30) * hour)
  }
  return true
}
