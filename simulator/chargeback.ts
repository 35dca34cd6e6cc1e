import type { Order } from './order-facts.ts'
import type { Process } from './schedule.ts'
import { day } from './time.ts'
import type { World } from './world.ts'

/** A bank takes a payment back; half of the disputes are won. */
export function* chargeBack(world: World, { about, payment }: Order): Process {
  const { random } = world
  yield random.between(7, 24) * day
  const data = { chargeback_id: world.id('chargeback'), ...payment }
  world.tell('chargeback', 'opened', about, data)
  yield random.between(7, 18) * day
  world.tell('chargeback', random.chance(0.5) ? 'won' : 'lost', about, data)
}
