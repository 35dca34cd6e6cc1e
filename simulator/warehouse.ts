import { takeFromFactory } from './lots.ts'
import type { Shelf } from './owned.ts'
import { clocks } from './places.ts'
import { bestSeller } from './products.ts'
import type { Process } from './schedule.ts'
import { count, move, onHand, reorderPointOf, shelfOf, stack } from './shelves.ts'
import { supplyStopped } from './stories.ts'
import { day, hour, midnight, minute } from './time.ts'
import type { World } from './world.ts'

/** A warehouse's night: it counts each shelf, finds what is missing and orders what runs low. */
export function* keepStock(world: World, warehouse: string): Process {
  for (;;) {
    const night = midnight(world.now, clocks[warehouse] ?? 0) + day + 2 * hour
    yield world.until(night)
    for (const product of world.products) {
      const shelf = shelfOf(world, product.product_id, warehouse)
      yield world.random.whole(1, 4) * minute
      lose(world, shelf)
      shelf.pace = 0.93 * shelf.pace + 0.07 * shelf.soldToday
      shelf.soldToday = 0
      shelf.reorderPoint = reorderPointOf(shelf)
      count(world, shelf)
      if (onHand(shelf) + shelf.awaited > shelf.reorderPoint) continue
      const coverDays = product.product_id === bestSeller ? 8 : product.worn === undefined ? 20 : 13
      const units = Math.ceil((shelf.pace * coverDays + 6) / 10) * 10
      shelf.awaited += units
      world.start(replenish(world, shelf, units), world.random.between(3, 6) * day)
    }
  }
}

function lose(world: World, shelf: Shelf): void {
  const pile = shelf.piles[0]
  if (pile === undefined || pile.units < 2 || !world.random.chance(0.02)) return
  const quantity = world.random.whole(1, Math.max(1, Math.ceil(pile.units * 0.03)))
  pile.units -= quantity
  const lost = { product: shelf.product, lot: pile.lot, quantity }
  if (world.random.chance(0.7)) move(world, shelf, 'shrunk', lost)
  else move(world, shelf, 'adjusted', { ...lost, quantity: -quantity })
}

function* replenish(world: World, shelf: Shelf, units: number): Process {
  const { product } = shelf
  while (supplyStopped(product.product_id, world.day)) yield 6 * hour
  let wanted = units
  while (wanted > 0) {
    const taken = takeFromFactory(world, product, wanted)
    for (const part of taken) {
      stack(world, shelf, part)
      move(world, shelf, 'received', { product, lot: part.lot, quantity: part.units })
      shelf.awaited -= part.units
      wanted -= part.units
    }
    if (wanted > 0) yield 6 * hour
  }
  if (product.product_id === bestSeller || shelf.piles.length === 1) count(world, shelf)
}
