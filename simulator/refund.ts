import type { Order } from './order-facts.ts'
import type { Process } from './schedule.ts'
import { day, hour } from './time.ts'
import type { World } from './world.ts'

/** Gives money back: all of it, or the amount that is named. Some requests are turned down. */
export function* refund(world: World, { about, payment }: Order, reason: string, amount?: number): Process {
  const { random } = world
  const full = amount === undefined || amount >= payment.amount
  const data = { refund_id: world.id('refund'), ...payment, amount: full ? payment.amount : amount, full, reason }
  world.tell('refund', 'requested', about, data)
  yield random.between(2, 40) * hour
  if (random.chance(0.11)) return world.tell('refund', 'rejected', about, data)
  yield random.between(0.1, 2) * day
  world.tell('refund', 'completed', about, data)
}
