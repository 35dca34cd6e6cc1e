import { expect, test } from 'vitest'
import { context, dimensions, goodsContext, item, numbered, payment, personContext, wearable } from './define.ts'

test('every dimension is in one group', () => {
  expect(dimensions).toEqual([...new Set(dimensions)])
})

test('groups that measures name hold dimensions alone', () => {
  for (const group of [context, personContext, goodsContext, item, payment, wearable, [...numbered]]) {
    expect(group.filter((it) => !dimensions.includes(it))).toEqual([])
  }
  expect(context.filter((it) => !personContext.includes(it))).toEqual(['device_type', 'campaign'])
  expect(item).toEqual(['category', 'brand', 'product_id', 'lot'])
})
