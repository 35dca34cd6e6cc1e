import type { Product } from './products.ts'
import { dateOf, day } from './time.ts'
import type { World } from './world.ts'

/** A production lot, what is wrong with it, and whether people know. */
export interface Lot {
  readonly lot: string
  readonly product: Product
  readonly faulty: boolean
  /** In quarantine for good: no unit of it stays on a shelf. */
  held: boolean
  recalled: boolean
}

/** Every lot by its number, and the newest one of each product that may be sold. */
export interface Lots {
  readonly byNumber: Map<string, Lot>
  readonly newest: Map<string, Lot>
}

/** Enters a lot under its number: the product's code, the year and week of production, and a letter. */
export function enterLot(world: World, product: Product, faulty = false): Lot {
  const date = dateOf(world.now)
  const week = Math.ceil((Date.parse(date) - Date.parse(`${date.slice(0, 4)}-01-01`) + day) / (7 * day))
  const stem = `${product.code}-${date.slice(2, 4)}${String(week).padStart(2, '0')}`
  let letter = 'A'
  while (world.lots.byNumber.has(stem + letter)) letter = String.fromCharCode(letter.charCodeAt(0) + 1)
  const lot = { lot: stem + letter, product, faulty, held: false, recalled: false }
  world.lots.byNumber.set(lot.lot, lot)
  return lot
}

/** From now on the warehouses are sent this lot of its product. */
export function releaseLot(world: World, lot: Lot): void {
  world.lots.newest.set(lot.product.product_id, lot)
}

/** The number of the newest released lot of a product. */
export function newestLot(world: World, { product_id }: Product): string {
  const lot = world.lots.newest.get(product_id)
  if (lot === undefined) throw new Error(`no lot of ${product_id} was ever released`)
  return lot.lot
}

export const isFaulty = (world: World, lot: string) => world.lots.byNumber.get(lot)?.faulty ?? false
export const isRecalled = (world: World, lot: string) => world.lots.byNumber.get(lot)?.recalled ?? false
