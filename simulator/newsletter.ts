import { notify } from './notify.ts'
import type { Process } from './schedule.ts'
import { promotionWeekend } from './stories.ts'
import { day, hour, midnight, minute, weekdayOf } from './time.ts'
import type { World } from './world.ts'

/** Wednesdays at ten, and on the Friday of an offer: a letter to some of those who want it. */
export function* newsletters(world: World): Process {
  const { random } = world
  for (;;) {
    const ten = midnight(world.now, 0) + day + 10 * hour
    yield world.until(ten)
    const offer = promotionWeekend(world.now + 8 * hour, world.opened) && weekdayOf(world.now, 0) === 5
    if (weekdayOf(world.now, 0) !== 3 && !offer) continue
    const share = offer ? 0.5 : 0.12
    for (const customer of world.customers) {
      if (!customer.marketing || customer.gone || !random.chance(share)) continue
      const template = offer ? 'weekend-offer' : 'newsletter'
      world.start(notify(world, customer, 'email', template), random.between(0, 50) * minute)
    }
  }
}
