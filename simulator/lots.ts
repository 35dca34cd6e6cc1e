import type { Lot } from './owned.ts'
import type { Product } from './products.ts'
import { dateOf, day } from './time.ts'
import type { World } from './world.ts'

/** Enters a lot under its number: the product's code, the year and week of production, and a letter. */
export function enterLot(world: World, product: Product, faulty = false): Lot {
  const date = dateOf(world.now)
  const week = Math.ceil((Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`) + day) / (7 * day))
  const stem = `${product.code}-${date.slice(2, 4)}${String(week).padStart(2, '0')}`
  let letter = 'A'
  while (world.lots.byNumber.has(stem + letter)) letter = String.fromCharCode(letter.charCodeAt(0) + 1)
  const lot = { lot: stem + letter, product, faulty, held: false, recalled: false, left: 0 }
  world.lots.byNumber.set(lot.lot, lot)
  return lot
}

/** From now on the warehouses are sent this lot of its product. */
export function releaseLot(world: World, lot: Lot): void {
  const { product_id } = lot.product
  world.lots.newest.set(product_id, lot)
  world.lots.released.set(product_id, [...(world.lots.released.get(product_id) ?? []), lot])
}

const atFactory = (world: World, { product_id }: Product) =>
  (world.lots.released.get(product_id) ?? []).filter(({ held, left }) => !held && left > 0)

/** Good units of a product that could be sent to the warehouses. */
export const leftAtFactory = (world: World, product: Product) =>
  atFactory(world, product).reduce((sum, { left }) => sum + left, 0)

/**
 * Takes units of a product from the factory, as many as there are: of the lot that was made in haste, then of the oldest
 * released, and none of a lot that is held.
 */
export function takeFromFactory(world: World, product: Product, units: number) {
  const taken: { lot: string; units: number }[] = []
  let wanted = units
  for (const lot of atFactory(world, product).toSorted((a, b) => Number(b.faulty) - Number(a.faulty))) {
    const some = Math.min(wanted, lot.left)
    if (some === 0) break
    lot.left -= some
    wanted -= some
    taken.push({ lot: lot.lot, units: some })
  }
  return taken
}

/** The number of the newest released lot of a product. */
export function newestLot(world: World, { product_id }: Product): string {
  const lot = world.lots.newest.get(product_id)
  if (lot === undefined) throw new Error(`no lot of ${product_id} was ever released`)
  return lot.lot
}

export const isFaulty = (world: World, lot: string) => world.lots.byNumber.get(lot)?.faulty ?? false
export const isRecalled = (world: World, lot: string) => world.lots.byNumber.get(lot)?.recalled ?? false
