import { expect, test } from 'vitest'
import { defineEvent } from '../events/define.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { columnsOf } from './columns.ts'

const definition = defineEvent({
  type: 'thing',
  emitted: 'In this test.',
  actions: ['done'],
  data: {},
  columns: {
    price: 'Nullable(Decimal(18, 6))',
    name: 'LowCardinality(String)',
    full: 'Nullable(Bool)',
    lots: 'Array(String)',
  },
  example: { action: 'done', data: {} },
})
const columns = new Map(columnsOf(definition).map((it) => [it.element.name, it]))
const read = (name: string, value: unknown) =>
  columns.get(`data_${name}`)?.read({ data: { [name]: value } } as unknown as StoredEvent)

test.each([
  [99_999_999_999.99, 99_999_999_999_990_000n],
  [-0.000001, -1n],
  [1e-7, 0n],
  [12, 12_000_000n],
  [0.1, 100_000n],
  [1.2345678, 1_234_568n],
  [999_999_999_999.5, 999_999_999_999_500_000n],
  [1e12, null],
  [-1e12, null],
  [1e30, null],
  ['1e400', null],
  [{ amount: 1 }, null],
  ['sealed:v1:abc', null],
  [undefined, null],
])('money %s is %s millionths', (value, millionths) => {
  expect(read('price', value)).toBe(millionths)
})

test('a value that is not of its type is left to the JSON, and a list always is', () => {
  expect(read('full', 'yes')).toBeNull()
  expect(read('full', true)).toBe(true)
  expect(read('name', { a: 1 })).toBeNull()
  expect(read('name', 3)).toBe('3')
  expect(columns.has('data_lots')).toBe(false)
})
