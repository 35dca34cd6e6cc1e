import { expect, test } from 'vitest'
import { outcomesOf } from './field-outcomes.ts'
import type { Outcome } from './map-rows.ts'
import { readMoment } from './moment.ts'
import { plainNumber } from './number.ts'

const keys = (outcomes: Outcome[]) =>
  outcomes.map((one) => (one.kind === 'event' ? one.event.idempotency_key : 'why' in one ? one.why : one.reason))

const data = (outcomes: Outcome[]) => outcomes.map((one) => (one.kind === 'event' ? one.event.data : one))

test('bytes that are not of the encoding are refused with their place, and decoded where it is named', async () => {
  const latin1 = Buffer.from('id,city\n1,ab\n2,S\xe3o\n', 'latin1')
  await expect(outcomesOf(latin1, 'format: csv')).rejects.toThrow('Line 3, column 4')
  const decoded = await outcomesOf(latin1, 'format: csv\nencoding: latin1', '      data: { city: { column: city } }')
  expect(data(decoded)).toEqual([{ city: 'ab' }, { city: 'São' }])
  expect(keys(await outcomesOf(Buffer.from('\ufeffid\n7\n', 'utf16le'), 'format: csv'))).toEqual(['7'])
  await expect(outcomesOf(Buffer.from([105, 100, 10, 0xe4]), 'format: csv')).rejects.toThrow('Line 2, column 1')
})

test('JSON keeps every digit, drops a byte order mark and refuses a key that stands twice', async () => {
  const text = '\ufeff{"id":9007199254740993}\n{"id":1,"id":2}\n'
  expect(keys(await outcomesOf(text, 'format: jsonl'))).toEqual(['9007199254740993', 'malformed_row'])
  const event = '      data: { value: { column: p, as: decimal } }'
  const numbers = '{"id":1,"p":1e-7}\n{"id":2,"p":0.30000000000000004}\n{"id":3,"p":12345678901234567890.5}\n'
  const [first, second, third] = await outcomesOf(numbers, 'format: jsonl', event)
  expect(data([first, second] as Outcome[])).toEqual([{ value: 1e-7 }, { value: 0.30000000000000004 }])
  expect(third).toMatchObject({ reason: 'unreadable_value' })
})

test('a JSON document gives the members of its list', async () => {
  expect(keys(await outcomesOf('{"results":[{"id":1},{"id":2}]}', 'format: json\npath: results'))).toEqual(['1', '2'])
  await expect(outcomesOf('{"id":1}', 'format: json')).rejects.toThrow('Name where it is')
})

test('names around an unnested list can be named, and one that could be two is refused', async () => {
  const text = '{"id":1001,"lines":[{"id":1},{"id":2}]}\n{"id":7,"lines":[]}\n'
  const head = 'format: jsonl\nunnest: lines'
  expect(keys(await outcomesOf(text, head))).toEqual([
    'ambiguous_column',
    'ambiguous_column',
    'the list lines is empty',
  ])
  const event = '      data: { outer: { column: ^id }, inner: { column: lines.id } }\n      order_id: { column: ^id }'
  const keyed = await outcomesOf(text.replaceAll('"id":1}', '"key":1}'), head, event)
  expect(keyed[1]).toMatchObject({ reason: 'ambiguous_column' })
})

test('groups whose parts hold colons stay apart, and close at the end wherever their rows lie', async () => {
  const group = '\n    group: { by: [{ column: store }, { column: no }], close: end }'
  const event = '      data: { group: { template: "{$group}" } }'
  const text = 'id,store,no\na,"A:1",2\nb,A,"1:2"\nc,"A:1",2\n'
  expect(data(await outcomesOf(text, 'format: csv', event + group))).toEqual([{ group: 'A:1:2' }, { group: 'A\\:1:2' }])
})

test('a row without its key says so, take counts characters, and unread columns may repeat', async () => {
  const text = 'id,u,,\n1,ab😀cd,,\n,x,,\n'
  const [first, second] = await outcomesOf(text, 'format: csv', '      user_id: { column: u, take: 3 }')
  expect(first).toMatchObject({ event: { user_id: 'ab😀' } })
  expect(second).toMatchObject({ reason: 'missing_value', errors: [{ path: '/idempotency_key' }] })
})

test('an unclosed quote is reported with the line where its record begins', async () => {
  await expect(outcomesOf('id,t\n1,a\n2,"b\n3,c\n4,d\n', 'format: csv')).rejects.toThrow('begins in line 3')
})

test.each([
  ['2025-05-11 09:55:16 -0400', 'YYYY-MM-DD HH:mm:ss Z', 'UTC', '2025-05-11T13:55:16Z'],
  ['2026-10-01 10:00:00 GMT', 'YYYY-MM-DD HH:mm:ss GMT', 'UTC', '2026-10-01T10:00:00Z'],
  ['5/3/26 1:05 PM', 'M/D/YY h:mm A', 'UTC', '2026-05-03T13:05:00Z'],
  ['Thu 01 Oct 2026', 'ddd DD MMM YYYY', 'UTC', '2026-10-01T00:00:00Z'],
  ['2026-10-01T10:00:00.123456+05:30', 'YYYY-MM-DDTHH:mm:ss.SZ', 'UTC', '2026-10-01T04:30:00.123456Z'],
  ['45000.5', 'excel_serial', 'UTC', '2023-03-15T12:00:00Z'],
  ['1759312800000001', 'unix_microseconds', 'UTC', '2025-10-01T10:00:00.000001Z'],
])('%s by %s', (text, format, zone, moment) => {
  expect(readMoment(text, format, zone)).toBe(moment)
})

test('repeated and left out times follow the mapping, and seconds are not taken for milliseconds', () => {
  const read = (wall: string, options: object) =>
    readMoment(wall, 'YYYY-MM-DD HH:mm', 'Europe/London', undefined, options)
  expect(read('2010-10-31 01:30', { repeated: 'second' })).toBe('2010-10-31T01:30:00Z')
  expect(read('2010-10-31 01:30', { repeated: 'error' })).toBeInstanceOf(Error)
  expect(read('2010-03-28 01:30', { skipped: 'error' })).toBeInstanceOf(Error)
  expect(readMoment('1759312800', 'unix_milliseconds')).toBeInstanceOf(Error)
})

test.each([
  ['1.234,50 €', { decimal: ',', thousands: '.', currency: true }, '1234.50'],
  ['($1,234.5)', { thousands: ',', parentheses: true, currency: true }, '-1234.5'],
  ['12.5 %', { percent: true }, '0.125'],
  ['1,23,4', { thousands: ',' }, undefined],
] as const)('%s is a number', (text, style, plain) => {
  expect(plainNumber(text, style)).toBe(plain)
})

test('numbers are calculated and compared exactly, text is split and matched', async () => {
  const event = `      data:
        euros: { calc: '{cents} / 100' }
        each: { calc: '{cents} / 3', round: 2 }
        full: { compare: '{cents} == {back}' }
        first: { first_of: [none, name] }
        lot: { column: name, match: 'Lot ([A-Z0-9]+)' }
        kind: { column: name, take: 3, lookup: { X: y }, else: as it is }`
  const text = 'id,cents,back,none,name\n1,1999,1999.0,,Lot A12 recalled\n'
  expect(data(await outcomesOf(text, 'format: csv', event))).toEqual([
    { euros: 19.99, each: 666.33, full: true, first: 'Lot A12 recalled', lot: 'A12', kind: 'Lot' },
  ])
})
