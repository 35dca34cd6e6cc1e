import { expect, test } from 'vitest'
import { createRegistry } from './unapplied.tsx'

test('panels are counted for each filter that they cannot apply, until they leave the page', () => {
  const registry = createRegistry()
  const seen: [string, number][][] = []
  registry.subscribe(() => seen.push([...registry.counts()]))
  registry.set('a', ['gateway'])
  registry.set('b', ['country', 'gateway'])
  registry.set('b', ['country', 'gateway'])
  registry.set('c', [])
  registry.remove('a')
  expect(seen).toEqual([
    [['gateway', 1]],
    [
      ['country', 1],
      ['gateway', 2],
    ],
    [
      ['country', 1],
      ['gateway', 1],
    ],
  ])
})
