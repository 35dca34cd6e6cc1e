import { expect, test } from 'vitest'
import { mapRows, type Outcome } from './map-rows.ts'
import { parseMapping } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { type BadRow, Problem, type Row } from './row.ts'

const shop = parseMapping(
  `
name: shop
format: csv
rules:
  - where: [{ column: quantity, above: 0 }]
    group: { by: [{ column: invoice }], close_after_rows: 3 }
    event:
      type: order
      action: placed
      idempotency_key: { template: 'shop:{$group}' }
      occurred_at: { column: at, required: true }
      producer: shop
      order_id: { column: invoice }
      user_id: { column: customer }
      data:
        currency: GBP
        lines: { count: rows }
        items:
          each:
            product_id: { column: code }
            quantity: { column: quantity, as: integer }
            unit_price: { column: price, as: decimal, required: true }
  - where: [{ column: quantity, at_most: 0 }]
    skip: adjustment
`,
  'shop',
)

type Line = [invoice: string, code: string, quantity: string, price: string, customer?: string]

async function outcomesOf(lines: (Line | BadRow)[], mapping = shop) {
  async function* rows(): AsyncGenerator<Row | BadRow> {
    for (const [index, line] of lines.entries()) {
      if (!Array.isArray(line)) yield line
      else {
        const [invoice, code, quantity, price, customer = ''] = line
        yield { number: index + 1, values: { invoice, code, quantity, price, customer, at: '2026-01-01T00:00:00Z' } }
      }
    }
  }
  const outcomes: Outcome[] = []
  for await (const outcome of mapRows(rows(), mapping)) outcomes.push(outcome)
  return outcomes
}

const brief = (outcomes: Outcome[]) =>
  outcomes.map((outcome) => {
    const what = outcome.kind === 'event' ? outcome.event.order_id : 'why' in outcome ? outcome.why : outcome.reason
    return `${what}: ${outcome.rows.join(' ')}`
  })

test('the lines of an invoice become one order, with an item for each', async () => {
  const [order] = await outcomesOf([
    ['536365', '85123A', '6', '2.55', '17850'],
    ['536365', '71053', '1', '3.39', '17850'],
  ])
  expect(order).toMatchObject({
    kind: 'event',
    rows: [1, 2],
    event: {
      type: 'order',
      action: 'placed',
      idempotency_key: 'shop:536365',
      order_id: '536365',
      user_id: '17850',
      data: {
        currency: 'GBP',
        lines: 2,
        items: [
          { product_id: '85123A', quantity: 6, unit_price: 2.55 },
          { product_id: '71053', quantity: 1, unit_price: 3.39 },
        ],
      },
    },
  })
})

test('what is missing is left out', async () => {
  const [order] = await outcomesOf([['1', 'a', '1', '1']])
  expect(order?.kind === 'event' && Object.keys(order.event)).not.toContain('user_id')
})

test('lines that lie apart find together, up to the distance that the mapping allows', async () => {
  const a: Line = ['a', 'x', '1', '1']
  const b: Line = ['b', 'x', '1', '1']
  expect(brief(await outcomesOf([a, b, a, b]))).toEqual(['a: 1 3', 'b: 2 4'])
})

test('a line that comes after its order was complete is rejected, not lost and not a second order', async () => {
  const a: Line = ['a', 'x', '1', '1']
  const b: Line = ['b', 'x', '1', '1']
  const outcomes = await outcomesOf([a, b, b, b, a])
  expect(brief(outcomes)).toEqual(['a: 1', 'group_already_closed: 5', 'b: 2 3 4'])
})

test('one line that cannot be read rejects the whole order and names the line', async () => {
  const outcomes = await outcomesOf([
    ['a', 'x', '1', '1'],
    ['a', 'y', '1', 'free'],
    ['b', 'x', '1', '1'],
  ])
  expect(brief(outcomes)).toEqual(['unreadable_value: 1 2', 'b: 3'])
  expect(outcomes[0]).toMatchObject({ errors: [{ path: '/data/items/1/unit_price' }] })
})

test('skipped rows carry their reason; rows that no rule wants and rows that cannot be read are rejected', async () => {
  const bad = { number: 3, problem: new Problem('malformed_row', 'the row has 2 columns'), source: ['x', 'y'] }
  const outcomes = await outcomesOf([['a', 'x', '-1', '1'], ['a', 'x', 'many', '1'], bad])
  expect(brief(outcomes)).toEqual(['adjustment: 1', 'no_rule: 2', 'malformed_row: 3'])
})

test('a row that a rule above has taken is not skipped as well', async () => {
  const mapping: Mapping = { ...shop, rules: [...shop.rules.slice(0, 1), { skip: 'all else' }] }
  expect(
    brief(
      await outcomesOf(
        [
          ['a', 'x', '1', '1'],
          ['b', 'x', '0', '1'],
        ],
        mapping,
      ),
    ),
  ).toEqual(['all else: 2', 'a: 1'])
})

test('several rules can each make an event of a row', async () => {
  const single = {
    type: 'product',
    action: 'viewed',
    idempotency_key: { template: 'shop:{invoice}:{$row}' },
    occurred_at: { column: 'at' },
    producer: 'shop',
    order_id: 'single',
  }
  const mapping: Mapping = { ...shop, rules: [{ event: single }, ...shop.rules] }
  expect(brief(await outcomesOf([['a', 'x', '1', '1']], mapping))).toEqual(['single: 1', 'a: 1'])
})

test('a group without end stops the import before memory does', async () => {
  const lines = Array.from({ length: 10_001 }, (): Line => ['a', 'x', '1', '1'])
  await expect(outcomesOf(lines)).rejects.toThrow('Over 10000 rows have the group a')
})
