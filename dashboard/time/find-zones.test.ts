import { expect, test } from 'vitest'
import { findZones, zonesFrom } from './find-zones.ts'
import { isTimeZone } from './zone.ts'

const zones = zonesFrom(['Europe/Madrid'])
const october = Date.parse('2026-10-01T12:00:00Z')
const found = (typed: string) => findZones(zones, typed, october)

test.each([
  ['Kolkata', 'Asia/Kolkata'],
  ['calcutta', 'Asia/Kolkata'],
  ['Kyiv', 'Europe/Kyiv'],
  ['ho chi', 'Asia/Ho_Chi_Minh'],
  ['Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['argentina/bue', 'America/Argentina/Buenos_Aires'],
  ['+5:30', 'Asia/Kolkata'],
  ['UTC +0545', 'Asia/Kathmandu'],
  ['gmt-3', 'America/Argentina/Buenos_Aires'],
])('%s finds %s', (typed, zone) => {
  expect(found(typed)).toContain(zone)
})

test('a text inside a word finds nothing', () => {
  expect(found('ist')).not.toContain('America/Boa_Vista')
  expect(found('no such place')).toEqual([])
})

test('every zone is one that can be used, once, the given one first', () => {
  expect(zones.slice(0, 2)).toEqual(['Europe/Madrid', 'UTC'])
  expect(new Set(zones).size).toBe(zones.length)
  expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([])
  expect(found('')).toEqual(zones)
})
