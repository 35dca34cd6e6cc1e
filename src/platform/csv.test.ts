import { parse } from 'csv-parse/sync'
import { describe, expect, it, test } from 'vitest'
import { withoutFormulas, writeCsv } from './csv.ts'

const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−']
const separators = [',', ';', '\t', '|', '\r', '\n', '\r\n', '"', '";"', ', ', '; ']
const blanks = ['', ' ', '   ', '\u00a0', '\u3000', '\ufeff', '\u200b', '\t', '\v', '\u0000', ' \u200e ']

const dropped = /^[\s\p{Cc}\p{Cf}"]+/u

/** What a spreadsheet sees that cuts a line at `separator` and drops what is blank before a cell and its quotes. */
function cellsOf(line: string, separator: RegExp): string[] {
  return line.split(separator).map((cell) => cell.replace(dropped, ''))
}
const beginsFormula = (cell: string) => signs.includes(cell.charAt(0))

describe.each(signs)('the sign %s', (sign) => {
  const payload = `${sign}1+1`

  it.each(blanks)('at the start behind %j', (blank) => {
    expect(withoutFormulas(blank + payload)).toBe(`'${blank}${payload}`)
  })

  it.each(separators.flatMap((separator) => blanks.map((blank) => [separator, blank] as const)))(
    'behind the separator %j and %j, in the middle of a text',
    (separator, blank) => {
      const file = writeCsv([{ name: 'a', holds: 'text' }], [[`x${separator}${blank}${payload}`]])
      for (const cut of [/[,;|\t\r\n]/, /[;\r\n]/, /[\t\r\n]/, /[,\r\n]/, /[|\r\n]/]) {
        expect(cellsOf(file, cut).filter(beginsFormula)).toEqual([])
      }
    },
  )

  it('in a header, and several times in a text', () => {
    const file = writeCsv([{ name: `${sign}head`, holds: 'number' }], [])
    expect(file).toBe(`"'${sign}head"\r\n`)
    expect(withoutFormulas(`${payload};${payload}\n${payload}`)).toBe(`'${payload};'${payload}\n'${payload}`)
  })
})

test('texts are quoted, numbers stay numbers, and null is empty', () => {
  const columns = [
    { name: 'campaign', holds: 'text' },
    { name: 'gmv', holds: 'number' },
  ] as const
  const rows = [
    ['a "b", c', -1.5],
    [null, '-12345678901234567890.25'],
    ['-1', '=1'],
    ['x', 1e-7],
    ['2026-10-01', null],
  ]
  const file = writeCsv(columns, rows)
  expect(file.split('\r\n')).toEqual([
    'campaign,gmv',
    '"a ""b"", c",-1.5',
    ',-12345678901234567890.25',
    `"'-1","'=1"`,
    '"x",1e-7',
    '"2026-10-01",',
    '',
  ])
  expect(parse(file)[1]).toEqual(['a "b", c', '-1.5'])
})

test('what holds no formula is written as it is', () => {
  for (const text of ['a-b', '1=1', 'anna@x.es', '10:00:00-05:00', 'a; b', 'C++', '漢字', 'x - y', '50 % = half']) {
    expect(withoutFormulas(text)).toBe(text)
  }
})
