import { expect, test } from 'vitest'
import { meets } from './condition.ts'

const row = { number: 1, values: { InvoiceNo: 'C536379', Quantity: '-1', UnitPrice: '27.5', CustomerID: '' } }

test.each([
  [{ column: 'InvoiceNo', starts_with: 'C' }, true],
  [{ column: 'InvoiceNo', starts_with: ['A', 'C'] }, true],
  [{ column: 'InvoiceNo', starts_not_with: ['A', 'C'] }, false],
  [{ column: 'InvoiceNo', is: ['C536379'] }, true],
  [{ column: 'InvoiceNo', is_not: 'C536379' }, false],
  [{ column: 'CustomerID', is: '' }, true],
  [{ column: 'CustomerID', is_not: '' }, false],
  [{ column: 'Quantity', above: -1 }, false],
  [{ column: 'Quantity', at_least: -1 }, true],
  [{ column: 'Quantity', below: -1 }, false],
  [{ column: 'Quantity', at_most: -1 }, true],
  [{ column: 'UnitPrice', above: 0, below: 27.5 }, false],
  [{ column: 'InvoiceNo', above: 0 }, false],
  [{ column: 'CustomerID', at_most: 0 }, false],
])('%j is %s', (condition, expected) => {
  expect(meets(row, [condition])).toBe(expected)
})

test('all conditions must be met, and none are', () => {
  expect(
    meets(row, [
      { column: 'InvoiceNo', starts_with: 'C' },
      { column: 'Quantity', above: 0 },
    ]),
  ).toBe(false)
  expect(meets(row, [])).toBe(true)
})
