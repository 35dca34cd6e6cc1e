import { expect, test } from 'vitest'
import { circles, forbidden } from './imports.ts'

const rooms = [
  { path: 'test', says: '' },
  { path: 'src/http', says: '' },
  { path: 'src/log/kafka', says: '' },
  { path: 'src/log', says: '' },
  { path: 'page', says: '', sees: ['src/csv.ts'] },
  { path: 'src/csv.ts', says: '' },
]
const check = (...pairs: [string, string[]][]) => forbidden(new Map(pairs), rooms)

test('a file may import from its own room and rooms below, inner rooms too', () => {
  expect(check(['src/http/a.ts', ['src/http/b.ts', 'src/log/c.ts', 'src/log/kafka/d.ts']])).toEqual([])
  expect(check(['src/log/kafka/d.ts', ['src/log/c.ts']])).toEqual([])
})

test('an import that leads up is named, also out of an inner room', () => {
  expect(check(['src/log/c.ts', ['src/log/kafka/d.ts']])).toEqual([expect.stringContaining('src/log/c.ts')])
  expect(check(['src/log/c.ts', ['src/http/a.ts']])).toHaveLength(1)
})

test('a room that sees little may import no more, though it lies below', () => {
  expect(check(['page/a.ts', ['page/b.ts', 'src/csv.ts']])).toEqual([])
  expect(check(['page/a.ts', ['src/log/c.ts']])).toHaveLength(1)
})

test('a test beside its source may import what helps tests', () => {
  expect(check(['src/log/c.test.ts', ['test/helper.ts', 'src/log/c.ts']])).toEqual([])
})

test('a file in no room is named', () => {
  expect(check(['elsewhere/a.ts', []])).toEqual([expect.stringContaining('elsewhere/a.ts')])
})

test('files that import each other are one circle, through others too', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['a']],
  ])
  expect(circles(imports)).toEqual([['a', 'b', 'c']])
  expect(
    circles(
      new Map([
        ['a', ['b']],
        ['b', []],
      ]),
    ),
  ).toEqual([])
})
