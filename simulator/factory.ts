import { enterLot, type Lot, releaseLot } from './lots.ts'
import { warehouses } from './places.ts'
import { bestSeller, type Product } from './products.ts'
import type { Process } from './schedule.ts'
import { shelfOf, withdrawHeld } from './shelves.ts'
import { nextStart, type Story, tells } from './stories.ts'
import { day, hour } from './time.ts'
import type { World } from './world.ts'

function* produce(world: World, product: Product, faulty: boolean): Process<Lot> {
  const { random } = world
  const lot = enterLot(world, product, faulty)
  const about = { lot: lot.lot, product_id: product.product_id }
  const units = Math.ceil((product.weight * 12 * world.scale * random.between(0.8, 1.2)) / 10) * 10
  const rejected = Math.round(units * (faulty ? random.between(0.06, 0.08) : random.between(0.01, 0.035)))
  world.tell('batch', 'produced', {}, { ...about, units_produced: units, units_rejected: rejected })
  yield random.between(14, 30) * hour
  if (!faulty && random.chance(0.06)) {
    world.tell('batch', 'quarantined', {}, { ...about, reason: 'a seal is tested again' })
    yield random.between(20, 50) * hour
  }
  world.tell('batch', 'released', {}, about)
  releaseLot(world, lot)
  return lot
}

/** A production line: a lot every two to three weeks. */
export function* makeLots(world: World, product: Product): Process {
  yield world.random.between(1, 16) * day
  for (;;) {
    const waits = product.product_id === bestSeller && tells('rushBatchOnly', world.day)
    if (!waits) yield* produce(world, product, false)
    yield waits ? 12 * hour : world.random.between(13, 19) * day
  }
}

/** The story of the bad lot: made in haste after the stockout, quarantined when harm shows, and recalled. */
export function* makeBadLot(world: World, product: Product): Process {
  const wait = (story: Story) => world.until(nextStart(story, world.now, world.opened) + 9 * hour)
  for (;;) {
    yield wait('rushBatch')
    const lot = yield* produce(world, product, true)
    const about = { lot: lot.lot, product_id: product.product_id }
    yield wait('quarantine')
    world.tell('batch', 'quarantined', {}, { ...about, reason: 'skin reactions above the alarm line' })
    lot.held = true
    for (const warehouse of warehouses) withdrawHeld(world, shelfOf(world, product.product_id, warehouse), lot.lot)
    yield wait('recall')
    lot.recalled = true
    world.tell('batch', 'recalled', {}, { ...about, reason: 'adhesive cured too short' })
    yield day
  }
}
