import { describe, expect, it } from 'vitest'
import type { Position } from './answer.ts'
import { belowReorder, placesOf, shortestCover, standOf } from './places.ts'

const position = (
  product_id: string,
  warehouse_id: string,
  on_hand: number,
  more: Partial<Position> = {},
): Position => ({
  ...{ product_id, warehouse_id, on_hand, lot: null, reorder_point: 10, units_sold_per_day: 2, days_of_cover: 4 },
  ...{ category: null, brand: null, unit_cost: null, currency: null, counted_at: '2026-10-01T12:00:00Z' },
  ...{ received_on: null, expires_on: null, age_days: null, age_band: null },
  ...more,
})

describe('placesOf', () => {
  it('adds the lots of a product in a warehouse, and takes what is of all lots once', () => {
    const places = placesOf([
      position('patch', 'madrid', 5, { lot: 'B' }),
      position('patch', 'lyon', 7),
      position('patch', 'madrid', 3, { lot: 'A' }),
    ])
    expect(places.map((it) => [it.warehouse_id, it.on_hand, it.reorder_point, it.days_of_cover])).toEqual([
      ['lyon', 7, 10, 4],
      ['madrid', 8, 10, 4],
    ])
  })
})

describe('positions to reorder', () => {
  const places = placesOf([
    position('full', 'madrid', 90, { days_of_cover: 45 }),
    position('idle', 'madrid', 1, { units_sold_per_day: 0, days_of_cover: null }),
    position('low', 'madrid', 10, { days_of_cover: 5 }),
    position('none', 'madrid', 0, { days_of_cover: 0 }),
    position('unplanned', 'madrid', 1, { reorder_point: null, days_of_cover: 0.5 }),
  ])
  const names = (some: readonly { product_id: string }[]) => some.map(({ product_id }) => product_id)

  it('is at its reorder point or below it, the shortest cover first', () => {
    expect(names(belowReorder(places))).toEqual(['none', 'low', 'idle'])
  })

  it('runs out first where cover is shortest; what does not sell never does', () => {
    expect(names(shortestCover(places))).toEqual(['none', 'unplanned', 'low', 'full'])
  })

  it('are distinguished from positions out of stock', () => {
    expect(places.map(standOf)).toEqual(['enough', 'below', 'below', 'out', 'enough'])
  })
})
