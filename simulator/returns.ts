import { cents } from './catalogue.ts'
import { isRecalled } from './lots.ts'
import { itemsOf } from './order.ts'
import type { Order } from './order-facts.ts'
import { refund } from './refund.ts'
import type { Process } from './schedule.ts'
import { day, hour } from './time.ts'
import type { World } from './world.ts'

const reasons = [
  ['did not stick', 30],
  ['changed my mind', 26],
  ['not what I expected', 20],
  ['arrived damaged', 14],
  ['ordered twice', 10],
] as const

/** Goods go back: announced, received or turned away; then exchanged, or paid back in full or in part. */
export function* returnGoods(world: World, order: Order): Process {
  const { random } = world
  const lines = random.chance(0.5) ? order.lines : [random.pick(order.lines)]
  const recalled = lines.some(({ lot }) => isRecalled(world, lot))
  const reason = recalled ? 'recalled lot' : random.weighted(reasons)
  const data = { return_id: world.id('return'), items: itemsOf(lines), reason }
  world.tell('return', 'requested', order.about, data)
  yield random.between(2, 6.5) * day
  if (random.chance(0.075)) return world.tell('return', 'rejected', order.about, data)
  world.tell('return', 'received', order.about, data)
  if (!recalled && random.chance(0.76)) return
  yield random.between(1, 30) * hour
  const value = cents(lines.reduce((sum, { unit_price, quantity }) => sum + unit_price * quantity, 0))
  yield* refund(world, order, reason, Math.min(value, order.payment.amount))
}
