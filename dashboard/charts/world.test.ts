import { expect, test } from 'vitest'
import { worldOf } from './world.ts'

const world = worldOf()
const names = new Set(world.features.map(({ properties }) => properties.name))

test('countries are known by the two letters that events carry', () => {
  expect(['ES', 'FR', 'DE', 'US', 'IN', 'AE', 'GB', 'JP', 'BR'].filter((it) => !names.has(it))).toEqual([])
})

test('Antarctica is left out, and what has no code keeps its name', () => {
  expect(names.has('AQ')).toBe(false)
  expect(names.has('Kosovo')).toBe(true)
})
