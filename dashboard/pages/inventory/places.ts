import type { Position } from './answer.ts'

/** A product in a warehouse, all its lots together. */
export interface Place {
  readonly product_id: string
  readonly warehouse_id: string
  readonly on_hand: number
  readonly reorder_point: number | null
  readonly units_sold_per_day: number
  /** Null where none is sold. */
  readonly days_of_cover: number | null
}

/** Positions added up over their lots, in the order of product and warehouse. */
export function placesOf(positions: readonly Position[]): Place[] {
  const byPlace = Map.groupBy(positions, ({ product_id, warehouse_id }) => `${product_id}\n${warehouse_id}`)
  const places = [...byPlace.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    const { product_id, warehouse_id, reorder_point, units_sold_per_day, days_of_cover } = first
    const on_hand = others.reduce((sum, { on_hand: units }) => sum + units, first.on_hand)
    return [{ product_id, warehouse_id, on_hand, reorder_point, units_sold_per_day, days_of_cover }]
  })
  const keyOf = (place: Place) => `${place.product_id}\n${place.warehouse_id}`
  return places.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

/** How a place stands against its reorder point. */
export function standOf({ on_hand, reorder_point }: Place): 'out' | 'below' | 'enough' {
  if (on_hand <= 0) return 'out'
  return reorder_point !== null && on_hand <= reorder_point ? 'below' : 'enough'
}

/** Those at their reorder point or below, the shortest cover first; without sales the cover is unknown. */
export const belowReorder = (places: readonly Place[]): Place[] =>
  places
    .filter(({ on_hand, reorder_point }) => reorder_point !== null && on_hand <= reorder_point)
    .toSorted((a, b) => coverOf(a) - coverOf(b) || a.on_hand - b.on_hand)

/** A product in all its warehouses: orders name no warehouse, so that cover is the product's. */
export type Cover = Pick<Place, 'product_id' | 'on_hand' | 'units_sold_per_day' | 'days_of_cover'>

/** Products that sell, the ones that run out first at the front. */
export function shortestCover(places: readonly Place[]): Cover[] {
  const byProduct = Map.groupBy(places, ({ product_id }) => product_id)
  const products = [...byProduct.values()].flatMap(([first, ...others]) => {
    if (first === undefined || first.days_of_cover === null) return []
    const { product_id, units_sold_per_day, days_of_cover } = first
    const on_hand = others.reduce((sum, { on_hand: units }) => sum + units, first.on_hand)
    return [{ product_id, on_hand, units_sold_per_day, days_of_cover }]
  })
  return products.toSorted((a, b) => coverOf(a) - coverOf(b))
}

const coverOf = ({ days_of_cover }: Pick<Place, 'days_of_cover'>) => days_of_cover ?? Number.POSITIVE_INFINITY
