import { expect, test } from 'vitest'
import { colouredBy } from './entity-colours.ts'

const coloursOf = (dimension: string, ...ids: string[]) =>
  colouredBy(
    dimension,
    ids.map((id) => ({ id })),
  ).map(({ colour }) => colour)

test('a value keeps its colour whatever stands beside it, and in whatever order', () => {
  const [stripe, adyen] = coloursOf('gateway', 'stripe', 'adyen')
  expect(new Set([stripe, adyen]).size).toBe(2)
  expect(coloursOf('gateway', 'adyen', 'paypal', 'stripe')).toEqual([adyen, expect.anything(), stripe])
  expect(coloursOf('gateway', 'stripe')).toEqual([stripe])
})

test('no colour stands twice in a chart while there are others', () => {
  coloursOf('carrier', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
  expect(new Set(coloursOf('carrier', 'a', 'g', 'h', 'b')).size).toBe(4)
})

test('severities have the colours of their scale, and all others together are grey', () => {
  expect(coloursOf('severity', 'death', 'mild')).toEqual(['--severity-5', '--severity-1'])
  const [, rest] = colouredBy('severity', [{ id: 'mild' }, { id: 'all_others', isRest: true }])
  expect(rest?.colour).toBe('--previous')
})
