import { takeFromFactory } from './lots.ts'
import type { Shelf } from './owned.ts'
import { places, warehouses } from './places.ts'
import { type Product, products, slowSeller } from './products.ts'
import { dateOf, day } from './time.ts'
import type { World } from './world.ts'

/** Units of one lot, set aside for an order. */
export interface Taken {
  readonly product: Product
  readonly lot: string
  readonly quantity: number
}

export const shelfOf = (world: World, productId: string, warehouse: string): Shelf =>
  world.shelves.get(`${productId}@${warehouse}`) as Shelf

export const onHand = (shelf: Shelf) => shelf.piles.reduce((sum, { units }) => sum + units, 0)

/** The warehouse that can send all of it: the near one, else another. */
export function warehouseWith(world: World, near: string, wanted: readonly { product: Product; quantity: number }[]) {
  const has = (warehouse: string) =>
    wanted.every(({ product, quantity }) => onHand(shelfOf(world, product.product_id, warehouse)) >= quantity)
  return [near, ...warehouses].find(has)
}

/** The most units of a product that one warehouse has: what a single order can have of it. */
export const mostInOnePlace = (world: World, { product_id }: Product) =>
  Math.max(...warehouses.map((warehouse) => onHand(shelfOf(world, product_id, warehouse))))

/** Sets units of the oldest piles aside. The caller has seen that there are enough. */
export function setAside(shelf: Shelf, quantity: number): Taken[] {
  const taken: Taken[] = []
  for (let left = quantity, pile = shelf.piles[0]; left > 0 && pile !== undefined; pile = shelf.piles[0]) {
    const units = Math.min(left, pile.units)
    taken.push({ product: shelf.product, lot: pile.lot, quantity: units })
    pile.units -= units
    left -= units
    if (pile.units === 0) shelf.piles.shift()
  }
  shelf.reserved += quantity
  return taken
}

/** Puts units on the shelf that came from the factory. */
export function stack(world: World, shelf: Shelf, { lot, units }: { lot: string; units: number }): void {
  const pile = shelf.piles.find((pile) => pile.lot === lot)
  if (pile === undefined) {
    shelf.piles.push({ lot, units, received: world.now })
    return
  }
  pile.received += ((world.now - pile.received) * units) / (pile.units + units)
  pile.units += units
}

/** Puts units on the shelf that were set aside and not sold, or that came home. */
export function putBack(world: World, shelf: Shelf, { lot, quantity }: Taken): void {
  const pile = shelf.piles.find((pile) => pile.lot === lot)
  if (pile === undefined) shelf.piles.unshift({ lot, units: quantity, received: world.now })
  else pile.units += quantity
}

const facts = ({ product, warehouse }: Shelf) => ({
  product_id: product.product_id,
  warehouse_id: warehouse,
  category: product.category,
  brand: product.brand,
  unit_cost: product.unitCost,
  currency: 'EUR',
})

/**
 * Counts a shelf: all its lots together, because a lot that is used up is no stockout. The day of receipt is the mean
 * of the units on the shelf.
 */
export function count(world: World, shelf: Shelf): void {
  const units = onHand(shelf) + shelf.reserved
  const received = shelf.piles.reduce((sum, pile) => sum + pile.units * (pile.received - world.opened), 0)
  const dates = shelf.piles.length === 0 ? {} : datesFrom(world.opened + received / onHand(shelf))
  world.tell(
    'inventory',
    'counted',
    {},
    { ...facts(shelf), on_hand: units, reorder_point: shelf.reorderPoint, ...dates },
  )
}

const datesFrom = (received: number) => ({ received_on: dateOf(received), expires_on: dateOf(received + 365 * day) })

/** Tells of a movement of one lot. `received`: since when the units are in the house, where it is not now. */
export function move(
  world: World,
  shelf: Shelf,
  action: 'received' | 'sold' | 'adjusted' | 'shrunk',
  taken: Taken,
  received = world.now,
): void {
  const dates = action === 'received' ? datesFrom(received) : {}
  world.tell('inventory', action, {}, { ...facts(shelf), lot: taken.lot, quantity: taken.quantity, ...dates })
  if (action === 'sold') {
    shelf.soldToday += taken.quantity
    shelf.reserved -= taken.quantity
  }
  if (action !== 'received' && onHand(shelf) + shelf.reserved === 0) count(world, shelf)
}

/** Fills the shelves for the opening day, with what the first weeks are expected to take. */
export function stockUp(world: World): void {
  for (const warehouse of warehouses) {
    for (const product of products) {
      const pace = openingPace(world, product, warehouse)
      const shelf: Shelf = {
        product,
        warehouse,
        piles: [],
        reserved: 0,
        pace,
        soldToday: 0,
        reorderPoint: 0,
        awaited: 0,
      }
      shelf.reorderPoint = reorderPointOf(shelf)
      world.shelves.set(`${product.product_id}@${warehouse}`, shelf)
      if (product.publishedOnDay !== undefined) continue
      stockFirst(world, shelf)
    }
  }
}

/** Units of a product that a warehouse is expected to send on a day of the first weeks. */
function openingPace(world: World, product: Product, warehouse: string): number {
  const share = sumOf(places.filter((it) => it.warehouse === warehouse)) / sumOf(places)
  return Math.max(0.05, (world.scale * 14 * share * product.weight) / sumOf(products))
}

/** The most units of a product that its shelves are filled with for the opening day. */
export function mostAtOpening(world: World, product: Product): number {
  if (product.publishedOnDay !== undefined) return 0
  const days = product.product_id === slowSeller ? 420 : 22
  return warehouses.reduce((sum, it) => sum + Math.ceil(openingPace(world, product, it) * days) + 4, 0)
}

/** What lies on a shelf on the opening day. Too much of one product was bought, long before. */
function stockFirst(world: World, shelf: Shelf): void {
  const { random } = world
  const { product, pace } = shelf
  const overbought = product.product_id === slowSeller
  const units = Math.ceil(pace * (overbought ? random.between(320, 420) : random.between(14, 22))) + 4
  const received = world.now - (overbought ? random.whole(50, 100) : random.whole(2, 25)) * day
  for (const { lot, units: some } of takeFromFactory(world, product, units)) {
    shelf.piles.push({ lot, units: some, received })
    move(world, shelf, 'received', { product, lot, quantity: some }, received)
  }
}

const sumOf = (weighed: readonly { weight: number }[]) => weighed.reduce((sum, { weight }) => sum + weight, 0)

export const reorderPointOf = ({ pace }: Shelf) => Math.ceil(pace * 8) + 2

/** Takes a lot that is held in quarantine off a shelf. */
export function withdrawHeld(world: World, shelf: Shelf, lot: string): void {
  if (!world.lots.byNumber.get(lot)?.held) return
  const place = shelf.piles.findIndex((pile) => pile.lot === lot)
  const [pile] = place < 0 ? [] : shelf.piles.splice(place, 1)
  if (pile !== undefined) move(world, shelf, 'adjusted', { product: shelf.product, lot, quantity: -pile.units })
}
