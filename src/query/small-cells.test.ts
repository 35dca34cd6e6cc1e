import { expect, test } from 'vitest'
import { hiddenCells } from './small-cells.ts'

const row = (...devices: number[]) => devices.map((it, index) => ({ places: [String(index)], devices: it }))
const hidden = (cells: Parameters<typeof hiddenCells>[0], least = 5) => [...hiddenCells(cells, least)].sort()

test('nothing is hidden where every cell has enough devices, or none', () => {
  expect(hidden(row(5, 9, 0))).toEqual([])
})

test('a small cell alone takes the next smallest with it: the total less the others would disclose it', () => {
  expect(hidden(row(3, 40, 7))).toEqual([0, 2])
})

test('two small cells that come to enough devices together need no third', () => {
  expect(hidden(row(3, 4, 40))).toEqual([0, 1])
})

test('two small cells that do not take a third', () => {
  expect(hidden(row(1, 2, 40, 8))).toEqual([0, 1, 3])
})

test('an empty cell hides no other and discloses none', () => {
  expect(hidden(row(0, 2, 40))).toEqual([1, 2])
})

test('in a table of two dimensions rows and columns both keep their secret', () => {
  const table = [
    [2, 20, 20],
    [20, 21, 22],
    [23, 24, 25],
  ]
  const cells = table.flatMap((line, y) => line.map((devices, x) => ({ places: [String(x), String(y)], devices })))
  // One in the row of the small cell, one in its column, and the one where both cross.
  expect(hidden(cells)).toHaveLength(4)
})

/** The same numbers for the same seed. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'with random tables (seed %i) no line less its shown cells discloses few devices',
  (seed) => {
    const next = random(seed)
    const cells = Array.from({ length: 60 }, (_, index) => ({
      places: [String(index % 5), String(Math.floor(index / 5) % 4), String(Math.floor(index / 20))],
      devices: next(4) === 0 ? next(5) : 5 + next(40),
    }))
    const found = hiddenCells(cells, 5)
    for (const axis of [0, 1, 2]) {
      const lines = Map.groupBy(cells.entries(), ([, { places }]) => places.filter((_, it) => it !== axis).join())
      for (const line of lines.values()) {
        const left = line.filter(([index]) => found.has(index)).map(([, { devices }]) => devices)
        const shown = line.filter(([index, { devices }]) => !found.has(index) && devices > 0)
        // A line of which nothing is left to hide with is hidden with its sum.
        if (left.length === 0 || shown.length === 0) continue
        expect(left.length).toBeGreaterThan(1)
        expect(left.reduce((sum, it) => sum + it, 0)).toBeGreaterThanOrEqual(5)
      }
    }
  },
)
