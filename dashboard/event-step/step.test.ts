import { expect, test } from 'vitest'
import { parseStep, stepTitle, writeStep } from './step.ts'

test('a step survives the address with all its values', () => {
  const step = {
    type: 'product',
    action: 'viewed',
    filters: { category: ['patches', 'a;b=c'], country: ['ES'] },
  }
  expect(writeStep(step)).toBe('product.viewed;category=patches;category=a%3Bb%3Dc;country=ES')
  expect(parseStep(writeStep(step))).toEqual(step)
})

test('what is no step is left out, and so is a filter that the page does not know', () => {
  expect(parseStep('product')).toBeUndefined()
  expect(parseStep('product.viewed.twice')).toBeUndefined()
  expect(parseStep('<b>.x')).toBeUndefined()
  expect(parseStep('product.viewed;mood=good;country')).toEqual({ type: 'product', action: 'viewed', filters: {} })
  expect(parseStep('product.viewed;city=%')).toEqual({ type: 'product', action: 'viewed', filters: { city: ['%'] } })
})

test('a step is named by its event and what narrows it', () => {
  expect(stepTitle({ type: 'cart', action: 'item_added', filters: {} })).toBe('cart item added')
  expect(stepTitle({ type: 'cart', action: 'item_added', filters: { category: ['patches'] } })).toBe(
    'cart item added (patches)',
  )
})
