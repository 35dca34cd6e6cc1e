import { describe, expect, it } from 'vitest'
import { cellText, csvOf, type Table } from './table.ts'

const table: Table = {
  columns: [
    { id: 'gateway', title: 'Gateway', unit: 'text' },
    { id: 'gmv', title: 'Gross merchandise value', unit: 'money' },
  ],
  rows: [
    ['stripe', 1234.5],
    ['a "b", c', null],
    ['=cmd()', 0],
  ],
  currency: 'EUR',
}

describe('csvOf', () => {
  it('quotes what needs it, leaves absent values empty and disarms formulas', () => {
    expect(csvOf(table)).toBe('gateway,gmv\r\n"stripe",1234.5\r\n"a ""b"", c",\r\n"\'=cmd()",0\r\n')
  })
})

describe('cellText', () => {
  it('writes numbers in their unit, and codes by their names', () => {
    const [words, money] = table.columns as [(typeof table.columns)[0], (typeof table.columns)[0]]
    expect(cellText('stripe', words, 'EUR')).toBe('Stripe')
    expect(cellText(1234.5, money, 'EUR')).toBe('€1,234.50')
    expect(cellText(null, money, 'EUR')).toBe('–')
  })
})
