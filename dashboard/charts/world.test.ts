import { expect, test } from 'vitest'
import { unwrapped, worldOf } from './world.ts'

const world = worldOf()
const names = new Set(world.features.map(({ properties }) => properties.name))

test('countries are known by the two letters that events carry', () => {
  expect(['ES', 'FR', 'DE', 'US', 'IN', 'AE', 'GB', 'JP', 'BR'].filter((it) => !names.has(it))).toEqual([])
})

test('Antarctica is left out, and what has no code keeps its name', () => {
  expect(names.has('AQ')).toBe(false)
  expect(names.has('Kosovo')).toBe(true)
})

test('a shape that crosses the antimeridian continues to the east instead of back around the world', () => {
  const across = [
    [179, 66],
    [-179, 66],
    [-178, 65],
    [179, 65],
  ]
  expect(unwrapped(across).map(([east]) => east)).toEqual([179, 181, 182, 179])
  const west = [
    [-70, 10],
    [-60, 10],
    [-65, 5],
  ]
  expect(unwrapped(west)).toEqual(west)
})
