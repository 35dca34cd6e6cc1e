import { enterLot, leftAtFactory, releaseLot } from './lots.ts'
import { notify } from './notify.ts'
import type { Lot } from './owned.ts'
import { warehouses } from './places.ts'
import { bestSeller, type Product } from './products.ts'
import type { Process } from './schedule.ts'
import { mostAtOpening, shelfOf, withdrawHeld } from './shelves.ts'
import { nextStart, type Story, tells } from './stories.ts'
import { day, hour, minute } from './time.ts'
import type { World } from './world.ts'

/** The lot that the shop opens with. */
export function firstLot(world: World, product: Product): void {
  const lot = enterLot(world, product)
  tellProduced(world, lot, 1.5, mostAtOpening(world, product))
  world.tell('batch', 'released', {}, { lot: lot.lot, product_id: product.product_id })
  releaseLot(world, lot)
}

/** `size` is 1 for a usual lot; `beside` are units that are wanted beyond it. */
function tellProduced(world: World, made: Lot, size = 1, beside = 0): void {
  const { lot, product, faulty } = made
  const { random } = world
  const units = Math.ceil((usualUnits(world, product) * size * random.between(0.8, 1.2) + 1.04 * beside) / 10) * 10
  const rejected = Math.round(units * (faulty ? random.between(0.06, 0.08) : random.between(0.01, 0.035)))
  const data = { lot, product_id: product.product_id, units_produced: units, units_rejected: rejected }
  world.tell('batch', 'produced', {}, data)
  made.left = units - rejected
}

/** Goods are made in small lots, and often: patches keep for a short time. */
const unitsPerWeight = 3.5

function* produce(world: World, product: Product, faulty: boolean): Process<Lot> {
  const { random } = world
  const lot = enterLot(world, product, faulty)
  const about = { lot: lot.lot, product_id: product.product_id }
  tellProduced(world, lot, faulty ? 1.6 : 1)
  yield random.between(14, 30) * hour
  if (!faulty && random.chance(0.06)) {
    world.tell('batch', 'quarantined', {}, { ...about, reason: 'a seal is tested again' })
    yield random.between(20, 50) * hour
  }
  world.tell('batch', 'released', {}, about)
  releaseLot(world, lot)
  return lot
}

/** How many usual lots lie at the factory when its line rests: what is made is meant to be sent. */
const restsAbove = 1

const usualUnits = ({ scale }: World, product: Product) => product.weight * unitsPerWeight * scale

/** A production line: patches every week, all else every two to three weeks. */
export function* makeLots(world: World, product: Product): Process {
  const [soon, late] = product.worn === undefined ? [13, 19] : [6, 9]
  yield world.random.between(1, late - 3) * day
  for (;;) {
    const isStory = product.product_id === bestSeller && tells('rushBatchOnly', world.day)
    const waits = isStory || leftAtFactory(world, product) > restsAbove * usualUnits(world, product)
    if (!waits) yield* produce(world, product, false)
    yield waits ? 12 * hour : world.random.between(soon, late) * day
  }
}

/** Notifies customers who wear a recalled lot or have it at home. */
function warnOwners(world: World, lot: string): void {
  for (const customer of world.customers) {
    const has = customer.drawer.some((patch) => patch.lot === lot) || customer.devices.some(({ worn }) => worn === lot)
    if (!has) continue
    const afterMs = world.random.between(5, 90) * minute
    for (const medium of ['sms', 'email']) world.start(notify(world, customer, medium, 'recall-notice'), afterMs)
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
    warnOwners(world, lot.lot)
    yield day
  }
}
