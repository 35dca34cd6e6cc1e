import { expect, test } from 'vitest'
import { openBudget } from './budget.ts'

const of = (tenant: string, credential: string) => ({ tenant, credential })

test('a credential has half, a tenant three quarters, and all of them the whole', () => {
  const budget = openBudget(100)
  expect(budget.take(of('a', 'one'), 50)).toBe(true)
  expect(budget.take(of('a', 'one'), 1)).toBe(false)
  expect(budget.take(of('a', 'two'), 25)).toBe(true)
  expect(budget.take(of('a', 'two'), 1)).toBe(false)
  expect(budget.take(of('b', 'one'), 25)).toBe(true)
  expect(budget.take(of('c', 'one'), 1)).toBe(false)
  expect(budget.held()).toBe(100)
})

test('what is given back is there for others, and one name of two tenants is two credentials', () => {
  const budget = openBudget(100)
  budget.take(of('a', 'key'), 50)
  expect(budget.take(of('b', 'key'), 50)).toBe(true)
  budget.give(of('a', 'key'), 50)
  expect(budget.take(of('a', 'key'), 50)).toBe(true)
})
