import { expect, test } from 'vitest'
import { builtInMappings, columnsRead, loadMapping, parseMapping } from './mapping.ts'

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
  const names = await builtInMappings()
  expect(names).toEqual([
    ...['carelink', 'cdnow', 'cdnow_sample', 'cgm_hall', 'dataco', 'dexcom_clarity', 'ecommerce_behavior', 'libreview'],
    ...['maude_bone_cement', 'online_retail', 'openfda_recalls', 'openfda_recalls_lines', 'otto', 'scms', 'shopify'],
    ...['stripe_charges', 'stripe_payments', 'woocommerce'],
  ])
  for (const name of names) expect((await loadMapping(name)).mapping.name).toBe(name)
})

test('a mapping that is not there is answered with those that are', async () => {
  await expect(loadMapping('nothing')).rejects.toThrow('There is no mapping nothing. Built in are carelink')
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

test('parameters stand anywhere, are set or have their default, and are part of what an import is resumed by', async () => {
  const text = `parameters: { zone: { default: UTC, about: the clock } }
name: a
format: csv
rules: [{ event: { type: t, action: a, producer: 'p-\${zone}', idempotency_key: { column: '\${zone} id' }, occurred_at: { column: '\${other}' } } }]`
  const event = (settings?: Record<string, string>) => parseMapping(text, 'a', settings).rules[0]?.event
  expect(event()).toMatchObject({
    producer: 'p-UTC',
    idempotency_key: { column: 'UTC id' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what is no parameter stays as it is written
    occurred_at: { column: '${other}' },
  })
  expect(event({ zone: 'Asia/Tokyo' })).toMatchObject({ producer: 'p-Asia/Tokyo' })
  expect(() => event({ zoen: 'UTC' })).toThrow('has no parameter zoen. Its parameters: zone.')
  const hashes = await Promise.all(
    [{}, { zone: 'UTC' }, { zone: 'Asia/Tokyo' }].map((set) => loadMapping('libreview', set)),
  )
  expect(new Set(hashes.map(({ sha256 }) => sha256)).size).toBe(3)
})
