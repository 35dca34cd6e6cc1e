import { someoneFrom } from './customers.ts'
import type { Place } from './places.ts'
import type { Process } from './schedule.ts'
import { visitsPerHour } from './season.ts'
import { hour, hourOf } from './time.ts'
import { visit } from './visit.ts'
import type { World } from './world.ts'

/** The visitors of a place, hour by hour, for ever. */
export function* visitors(world: World, place: Place): Process {
  for (;;) {
    const expected = visitsPerHour(place, world.now, world.opened) * world.scale
    for (let left = world.random.poisson(expected); left > 0; left--) {
      const customer = world.random.chance(0.42) ? someoneFrom(world, place) : undefined
      world.start(visit(world, place, customer), world.random.between(0, hour))
    }
    yield hour
  }
}

/** Those who run out of patches come back for more, within the day. */
export function* runErrands(world: World): Process {
  for (;;) {
    yield hour
    for (const { customer, product } of world.errands.splice(0)) {
      if (customer.gone) continue
      const local = hourOf(world.now, customer.place.offset)
      const evening = local < 9 ? world.random.between(9 - local, 22 - local) : world.random.between(0, 8)
      world.start(visit(world, customer.place, customer, product), evening * hour)
    }
  }
}
