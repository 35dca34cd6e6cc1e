import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { columnsRead, loadMapping, parseMapping } from './mapping.ts'

const minimal = (event: string, rule = '') => `
name: shop
format: csv
rules:
  - event:
      type: order
      action: placed
      idempotency_key: { template: 'shop:{Invoice}' }
      occurred_at: { column: Date, as: moment, format: YYYY-MM-DD }
      producer: shop
${event}${rule}`

const problems = (text: string) => () => parseMapping(text, 'shop')

test('every built-in mapping is usable, and called by its name', async () => {
  const files = await readdir(join(import.meta.dirname, '..', 'mappings'))
  const names = files.map((file) => file.replace('.yaml', '')).sort()
  expect(names).toEqual(['cgm_hall', 'maude_bone_cement', 'online_retail', 'otto', 'scms'])
  for (const name of names) expect((await loadMapping(name)).mapping.name).toBe(name)
})

test('a mapping that is not there is answered with those that are', async () => {
  await expect(loadMapping('nothing')).rejects.toThrow('There is no mapping nothing. Built in are cgm_hall')
  await expect(loadMapping('./nothing.yaml')).rejects.toThrow('There is no mapping ./nothing.yaml')
})

test('it knows the columns that it reads, in conditions, groups, templates and lines', () => {
  const text = minimal(
    `      data: { currency: EUR, items: { each: { product_id: { column: Code } } } }
    where: [{ column: Total, above: 0 }]
    group: { by: [{ column: Number }], close_after_rows: 10 }`,
  )
  expect([...columnsRead(parseMapping(text, 'shop'))].sort()).toEqual(['Code', 'Date', 'Invoice', 'Number', 'Total'])
})

test('all that is wrong is said at once, with its place', () => {
  const text = minimal(`      user_id: { colum: Customer }
      order_id: { column: Invoice, as: number }
      color: blue`)
  for (const problem of [
    '/rules/0/event must NOT',
    ': color',
    '/user_id must NOT',
    ': colum',
    '/order_id/as must be',
  ]) {
    expect(problems(text)).toThrow(problem)
  }
})

test.each([
  ['      order_id: { column: a, template: b }', 'needs exactly one of column, template'],
  ['      order_id: { upper: true }', 'needs exactly one of column, template'],
  ['      data: { n: { count: rows } }', '/rules/0/event/data/n counts rows'],
  ['      order_id: { column: a, as: date }', 'is read as a date and needs a format'],
  ['      order_id: { column: a, zone: UTC }', 'is no date or moment'],
  ['      device_at: { column: a, as: moment, format: YYYY, zone: Mars }', 'unknown time zone Mars'],
  ['      order_id: { column: a, as: integer, lookup: { x: y } }', 'cannot also be read as a type'],
  ['  - skip: nothing\n    group: { by: [{ column: a }], close_after_rows: 1 }', '/rules/1/group needs an event'],
  ['  - where: []', '/rules/1 needs either skip or event'],
])('%j is refused', (lines, message) => {
  expect(problems(minimal(lines))).toThrow(message)
})

test('what is no YAML is refused', () => {
  expect(problems('name: [')).toThrow('The mapping shop is no YAML')
})
