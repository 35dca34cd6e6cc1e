import { expect, it } from 'vitest'
import { codeFor, valueName } from './value-names.ts'

it('says countries by name and code', () => {
  expect(valueName('country', 'ES')).toBe('Spain (ES)')
  expect(valueName('country', 'Spain')).toBe('Spain')
  expect(valueName('country', 'XQ')).toBe('XQ')
})

it('says gateways, methods and carriers as they call themselves, and those it does not know as they are', () => {
  expect(valueName('gateway', 'checkout_com')).toBe('Checkout.com')
  expect(valueName('method', 'sepa_debit')).toBe('SEPA debit')
  expect(valueName('carrier', 'northway')).toBe('northway')
})

it('says words of a vocabulary with blanks, and never touches what is a name of its own', () => {
  expect(valueName('decline_code', 'do_not_honour')).toBe('do not honour')
  expect(valueName('wearable_type', 'glucose_patch')).toBe('glucose patch')
  expect(valueName('product_id', 'patch_s5')).toBe('patch_s5')
  expect(valueName('channel', 'Web_Shop 2')).toBe('Web_Shop 2')
})

it('finds the code of a country by its name', () => {
  expect(codeFor('country', 'spai')).toBe('ES')
  expect(codeFor('country', 'ES')).toBe('ES')
  expect(codeFor('gateway', 'spain')).toBe('spain')
})
