import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../simulator/random.ts'
import { answerQuery } from '../../src/query/answer.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { euros, openTestWarehouse, stored } from './open.ts'

/**
 * What was before a range is read as the last words of each thing. Asked for the last days alone, a level must be what it
 * is on these days when all days are asked for and nothing lies before them.
 */
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  await opened.warehouse.insert(
    Array.from({ length: 600 }, (_, n) => movement(n)),
    'movements',
  )
})
afterAll(() => opened.close())

const random = new Random('history')

/** Something that happens on a shelf, in any order; several at one moment, most of them saying little. */
function movement(n: number) {
  const day = String(random.whole(1, 30)).padStart(2, '0')
  const occurred_at = `2026-10-${day}T${String(random.whole(6, 9)).padStart(2, '0')}:00:00.000000Z`
  const counted = random.chance(0.5)
  const said = {
    ...(counted ? { on_hand: random.whole(0, 5) } : { quantity: random.whole(1, 3) }),
    ...(random.chance(0.4) ? { unit_cost: random.whole(1, 20), currency: 'EUR' } : {}),
    ...(random.chance(0.4) ? { reorder_point: random.whole(1, 12) } : {}),
    ...(random.chance(0.5) ? { category: random.pick(['patches', 'readers']) } : {}),
    ...(random.chance(0.5) ? { received_on: `2026-09-${random.whole(10, 29)}` } : {}),
    ...(random.chance(0.7) ? { lot: random.pick(['L1', 'L2', 'L3']) } : {}),
  }
  return stored({
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    type: 'inventory',
    action: counted ? 'counted' : random.pick(['sold', 'received', 'shrunk']),
    occurred_at,
    data: { product_id: random.pick(['p1', 'p2']), warehouse_id: random.pick(['madrid', 'dubai']), ...said },
  })
}

const metrics = ['stock_on_hand', 'stockouts', 'products_below_reorder', 'inventory_turnover', 'inventory_age_days']

test.each<[string[], string]>([
  [[], 'in all'],
  [['warehouse_id'], 'by what names a thing'],
  [['category'], 'by what a thing may change'],
])('levels by %j, %s, are the same however much lies before the range', async (dimensions) => {
  const request: QueryRequest = { metrics, from: '2026-10-01', to: '2026-11-01', granularity: 'day', dimensions }
  const { rows } = await opened.warehouse.ask('acme', answerQuery, request, euros)
  const late = await opened.warehouse.ask('acme', answerQuery, { ...request, from: '2026-10-20' }, euros)
  expect(late.rows.length).toBeGreaterThan(10)
  expect(late.rows).toEqual(rows.filter(({ time }) => String(time) >= '2026-10-20'))
})
