import type { Customer } from './owned.ts'
import type { Process } from './schedule.ts'
import { hour, minute, second } from './time.ts'
import type { World } from './world.ts'

const openRates: Readonly<Record<string, number>> = { email: 0.42, sms: 0.85, push: 0.3 }
/** Full mailboxes, wrong numbers, and apps that were removed. */
const failRates: Readonly<Record<string, number>> = { email: 0.012, sms: 0.025, push: 0.07 }

/** A message to a customer: sent, then delivered or failed, sometimes opened, sometimes followed. */
export function* notify(world: World, customer: Customer, medium: string, template: string, orderId?: string): Process {
  const { random } = world
  const about = {
    user_id: customer.id,
    context: customer.context,
    ...(orderId === undefined ? {} : { order_id: orderId }),
  }
  const data = { notification_id: world.id('notification'), medium, template }
  world.tell('notification', 'sent', about, data)
  yield random.skewed(2, 0.6) * second
  if (random.chance(failRates[medium] ?? 0)) return world.tell('notification', 'failed', about, data)
  world.tell('notification', 'delivered', about, data)
  if (!random.chance(openRates[medium] ?? 0)) return
  yield Math.min(30 * hour, random.skewed(25, 1.3) * minute)
  world.tell('notification', 'opened', about, data)
  if (!random.chance(template === 'newsletter' ? 0.16 : 0.3)) return
  yield random.skewed(12, 0.7) * second
  world.tell('notification', 'clicked', about, data)
}
