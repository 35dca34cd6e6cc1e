import { describe, expect, test } from 'vitest'
import { outcomesOf } from './field-outcomes.ts'
import { parseMapping } from './mapping.ts'
import { readMoment } from './moment.ts'
import { plainNumber, readNumber } from './number.ts'

const column = '      data: { v: { column: v } }'

/** Each event's key and value, each skip's why, each rejection's reason. */
async function brief(content: string | Buffer, head: string, event = column) {
  return (await outcomesOf(content, head, event)).map((one) => {
    if (one.kind === 'skipped') return one.why
    if (one.kind === 'rejected') return one.reason
    const { v } = (one.event.data ?? {}) as { v?: unknown }
    return v === undefined ? one.event.idempotency_key : `${one.event.idempotency_key} ${v}`
  })
}

const little = (text: string) => Buffer.from(text, 'utf16le')
const big = (text: string) => little(text).swap16()

describe('encodings and byte order marks', () => {
  test.each([
    ['UTF-16 LE with its mark', little('\ufeffid,v\n1,é😀\n'), 'format: csv'],
    ['UTF-16 BE with its mark', big('\ufeffid,v\n1,é😀\n'), 'format: csv'],
    ['UTF-16 LE without it', little('id,v\n1,é😀\n'), 'format: csv'],
    ['UTF-16 BE without it', big('id,v\n1,é😀\n'), 'format: csv'],
    ['UTF-8 with a mark where another is named', '\ufeffid,v\n1,é😀\n', 'format: csv\nencoding: windows-1252'],
    ['two marks and a quoted header', '\ufeff\ufeff"id","v"\n"1","é😀"\n', 'format: csv'],
    ['JSON lines in UTF-16', little('\ufeff{"id":1,"v":"é😀"}\r\n'), 'format: jsonl'],
    ['a mark in the middle, of files that were put together', '\n\ufeff{"id":1,"v":"é😀"}\n', 'format: jsonl'],
  ])('%s', async (_, content, head) => {
    expect((await brief(content, head)).at(-1)).toBe('1 é😀')
  })

  test('half a character, and UTF-32, are refused', async () => {
    const half = Buffer.concat([little('\ufeffid,v\n1,a'), Buffer.from([0, 0xd8, 10, 0])])
    await expect(brief(half, 'format: csv')).rejects.toThrow('Line 2, column 4')
    const four = Buffer.from([0xff, 0xfe, 0, 0, 0x69, 0, 0, 0])
    await expect(brief(four, 'format: csv')).rejects.toThrow('UTF-32')
  })
})

describe('line ends', () => {
  test.each([
    ['carriage returns alone', 'id,v\r1,a\r2,b\r', 'format: csv'],
    ['both kinds in one file', 'id,v\r\n1,a\n2,b\r\n', 'format: csv'],
    ['carriage returns in JSON lines', '{"id":1,"v":"a"}\r{"id":2,"v":"b"}', 'format: jsonl'],
    ['Windows line ends in JSON lines', '{"id":1,"v":"a"}\r\n{"id":2,"v":"b"}\r\n', 'format: jsonl'],
    ['carriage returns below a line that is skipped', 'x\rid,v\r1,a\r2,b', 'format: csv\nskip_lines: 1'],
    ['lines above the header, of any length', 'x\n\n"y\nid,v\n1,a\n2,b\n', 'format: csv\nskip_until: id'],
    ['fixed widths', '1 a\r2 b\r', 'format: fixed\ncolumns: [{ name: id, width: 2 }, { name: v, width: 1 }]'],
    ['blanks at the end', '1 a  \n  \n2 b', 'format: fixed\ncolumns: [{ name: id, width: 2 }, { name: v, width: 1 }]'],
    ["Excel's sep= above the header", 'sep=;\r\nid;v\r\n1;a\r\n2;b\r\n', 'format: csv\ndelimiter: auto'],
    ['a delimiter within a quoted header', '"id","v","a;b;c"\n1,a,\n2,b,\n', 'format: csv\ndelimiter: auto'],
  ])('%s', async (_, content, head) => {
    expect(await brief(content, head)).toEqual(['1 a', '2 b'])
  })

  test('a line that is longer than its fixed columns is rejected', async () => {
    const head = 'format: fixed\ncolumns: [{ name: id, width: 2 }, { name: v, width: 1 }]'
    expect(await brief('1 abc\n2 b\n', head)).toEqual(['malformed_row', '2 b'])
  })
})

describe('quotes', () => {
  test('in the middle of a cell they are text', async () => {
    expect(await brief('id,v\n1,5" pipe\n2,"""a""\nb"\n', 'format: csv')).toEqual(['1 5" pipe', '2 "a"\nb'])
  })

  test.each([
    ['that is never closed', 'id,v\n1,"a\n2,b\n', 2],
    ["that another cell's closes, which would swallow rows", 'id,v\n1,a\n2,"b\n3,c\n4,"d"\n5,e\n', 3],
    ['after a cell of two lines', 'id,v\n1,"a\nb"\n2,"c\n', 4],
  ])('one %s stops the import with its line', async (_, content, line) => {
    await expect(brief(content, 'format: csv')).rejects.toThrow(`begins in line ${line} `)
    await expect(brief(`x\ny\n${content}`, 'format: csv\nskip_until: id')).rejects.toThrow(
      `begins in line ${line + 2} `,
    )
  })
})

describe('nested lists', () => {
  test('lie in objects and in other lists', async () => {
    expect(await brief('{"id":9,"o":{"lines":[{"v":1},{"v":2}]}}', 'format: jsonl\nunnest: o.lines')).toEqual([
      '9 1',
      '9 2',
    ])
    const text = '{"id":9,"orders":[{"no":1,"lines":[{"v":1},{"v":2}]},{"no":2,"lines":[]},{"no":3,"lines":7}]}'
    const head = 'format: jsonl\nunnest: orders.lines'
    const event = "      data: { v: { template: '{^id} {orders.no} {orders.lines.v} {$index}' } }"
    expect(await brief(text, head, event)).toEqual([
      '9 9 1 1 0',
      '9 9 1 2 1',
      'the list orders.lines is empty',
      'malformed_row',
    ])
  })

  test('a name on several levels must say which', async () => {
    const text = '{"k":1,"id":"a","orders":[{"v":1,"lines":[{"v":2}]}]}'
    expect(await brief(text, 'format: jsonl\nunnest: orders.lines')).toEqual(['ambiguous_column'])
    expect(await brief(text.replace('"v":2', '"v":1'), 'format: jsonl\nunnest: orders.lines')).toEqual(['a 1'])
  })

  test('null is an empty list; what is absent is none', async () => {
    const text = '{"id":1,"lines":null}\n{"id":2}\n'
    expect(await brief(text, 'format: jsonl\nunnest: lines')).toEqual(['the list lines is empty', 'malformed_row'])
  })
})

describe('blank values', () => {
  test.each(['', ' ', '\u00a0', '\t', '\ufeff'])('%j is no key', async (blank) => {
    const [outcome] = await outcomesOf(`id,v\n"${blank}",a\n`, 'format: csv', column)
    expect(outcome).toMatchObject({ reason: 'missing_value', errors: [{ path: '/idempotency_key' }] })
  })

  test('are filled from above with carry', async () => {
    expect(await brief('id,v\n1,a\n2,\n3, \n', 'format: csv\ncarry: [v]')).toEqual(['1 a', '2 a', '3 a'])
  })

  test('give way to a default, whatever the value is made of', async () => {
    for (const source of ["calc: '{v} * 2'", "compare: '{v} == 2'", "template: 'x{v}'", 'column: v']) {
      expect(await brief('id,v\n1,\n', 'format: csv', `      data: { v: { ${source}, default: none } }`)).toEqual([
        '1 none',
      ])
    }
  })
})

test('a wide file is read in its time, and reported in short where it lacks a column', async () => {
  const names = Array.from({ length: 50_000 }, (_, index) => `c${index}`)
  const cells = names.map(() => '')
  expect(await brief(`id,v,${names}\n1,a,${cells}\n`, 'format: csv')).toEqual(['1 a'])
  await expect(brief(`id,${names}\n`, 'format: csv')).rejects.toThrow(/c58 and 49941 more\.$/)
}, 10_000)

test('groups that close at the end keep within the memory that they may have', async () => {
  const text = `id,v\n${Array.from({ length: 1000 }, (_, index) => `${index % 100},${'x'.repeat(100)}`).join('\n')}\n`
  const group = `${column}\n    group: { by: [{ column: id }], close: end }`
  expect(await outcomesOf(text, 'format: csv', group)).toHaveLength(100)
  await expect(outcomesOf(text, 'format: csv', group, 100_000)).rejects.toThrow('the open groups hold over')
  const closing = group.replace('close: end', 'close_after_rows: 100')
  const sorted = `id,v\n${Array.from({ length: 1000 }, (_, index) => `${Math.floor(index / 10)},x`).join('\n')}\n`
  expect(await outcomesOf(sorted, 'format: csv', closing, 40_000)).toHaveLength(100)
})

test.each([
  ['45000.123456', 'excel_serial', '2023-03-15T02:57:47Z'],
  ['45000.99999999', 'excel_serial', '2023-03-16T00:00:00Z'],
  ['1', 'excel_serial', '1900-01-01T00:00:00Z'],
  ['59', 'excel_serial', '1900-02-28T00:00:00Z'],
  ['60', 'excel_serial', undefined],
  ['61', 'excel_serial', '1900-03-01T00:00:00Z'],
  ['0.5', 'excel_serial', undefined],
  ['0.5', 'excel_serial_1904', '1904-01-01T12:00:00Z'],
  ['1/2/2026 12:00 AM', 'M/D/YYYY h:mm A', '2026-01-02T00:00:00Z'],
  ['1/2/2026 12:30 PM', 'M/D/YYYY h:mm A', '2026-01-02T12:30:00Z'],
  ['1/2/2026 1:30\u202fp.m.', 'M/D/YYYY h:mm A', '2026-01-02T13:30:00Z'],
  ['1/2/2026 13:30 PM', 'M/D/YYYY h:mm A', undefined],
  ['1/2/69', 'M/D/YY', '2069-01-02T00:00:00Z'],
  ['1/2/70', 'M/D/YY', '1970-01-02T00:00:00Z'],
  ['2/29/23', 'M/D/YY', undefined],
  ['2026-10-01T10:00:00-04', 'YYYY-MM-DDTHH:mm:ssZ', '2026-10-01T14:00:00Z'],
  ['2026-10-01T10:00:00+99:99', 'YYYY-MM-DDTHH:mm:ssZ', undefined],
  ['2026-10-01 10h30', 'YYYY-MM-DD HHhmm', '2026-10-01T10:30:00Z'],
  ['1759312800.25', 'unix_seconds', '2025-10-01T10:00:00.250Z'],
])('%s by %s is %s', (text, format, moment) => {
  expect(readMoment(text, format)).toBe(moment)
})

test.each([
  ['hh:mm DD.MM.YYYY', 'need A'],
  ['M/D/YYYY h:mm a', 'need A'],
  ['HH:mm', 'names no year and no month and no day'],
  ['xyz', 'names no year'],
])('the format %s is refused', (format, message) => {
  const text = `name: a\nformat: csv\nrules:\n  - event: { type: t, action: a, producer: p, idempotency_key: { column: id }, occurred_at: { column: v, as: moment, format: '${format}' } }`
  expect(() => parseMapping(text, 'a')).toThrow(message)
})

test.each([
  ['(1.234,50)', { decimal: ',', thousands: '.', parentheses: true }, '-1234.50'],
  ['1.234.567', { decimal: ',', thousands: '.' }, '1234567'],
  ['1.23', { decimal: ',', thousands: '.' }, undefined],
  ['1 234\u202f567,5 €', { decimal: ',', thousands: ' ', currency: true }, '1234567.5'],
  ['1’234.50 CHF', { thousands: "'", currency: true }, '1234.50'],
  ['12,34,567.00', { thousands: ',' }, '1234567.00'],
  ['$(5.00)', { currency: true, parentheses: true }, '-5.00'],
  ['-R$ 5', { currency: true }, '-5'],
  ['1234,50-', { decimal: ',' }, '-1234.50'],
  ['\u22125', {}, '-5'],
  ['(0.5)%', { percent: true, parentheses: true }, '-0.005'],
  ['(-5)', { parentheses: true }, undefined],
  ['()', { parentheses: true }, undefined],
  ['1.5e-3', {}, '0.0015'],
  ['1,234,56', { thousands: ',' }, undefined],
] as const)('%s is the number %o', (text, style, plain) => {
  expect(plainNumber(text, style)).toBe(plain)
})

test('a number with an exponent or with seventeen digits is read where a double keeps it', () => {
  expect(['1e-7', '2.5E3', '0.30000000000000004', '9007199254740993'].map(readNumber)).toEqual([
    1e-7,
    2500,
    0.30000000000000004,
    undefined,
  ])
})

test('a pattern takes linear time, and falls to the default where it finds nothing', async () => {
  const event = "      data: { v: { column: v, match: '(a+)+$', default: none } }"
  expect(await brief(`id,v\n1,${'a'.repeat(50_000)}!\n2,xaa\n`, 'format: csv', event)).toEqual(['1 none', '2 aa'])
}, 5_000)

test('a lookup with else reads what it keeps as a number, and rejects what is none', async () => {
  const event = '      data: { v: { column: v, lookup: { Low: 39 }, else: as it is, as: decimal, default: 0 } }'
  expect(await brief('id,v\n1,12.5\n2,Low\n3,low\n4,\n', 'format: csv', event)).toEqual([
    '1 12.5',
    '2 39',
    'unreadable_value',
    '4 0',
  ])
})
