import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/events/envelope.ts'
import { answerJourneys } from '../../src/insights/journeys/answer.ts'
import type { JourneysRequest } from '../../src/insights/journeys/request.ts'
import { openTestWarehouse, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
})
afterAll(() => opened.close())

let tenants = 0
/** Writes events for a tenant of their own and gives the function that asks about it. */
async function given(...events: StoredEvent[]) {
  tenants += 1
  const tenant_id = `tenant${tenants}`
  await opened.warehouse.insert(
    events.map((event) => ({ ...event, tenant_id })),
    tenant_id,
  )
  return (request: Partial<JourneysRequest> = {}) =>
    opened.warehouse.ask(tenant_id, answerJourneys, {
      ...{ by: 'session_id', depth: 4, top: 3, from: '2026-10-01', to: '2026-11-01' },
      ...request,
    })
}

const [search, view, add, order] = ['search.performed', 'product.viewed', 'cart.item_added', 'order.placed'] as const

/** A session that does one thing every ten seconds. */
const session = (session_id: string, ...names: string[]) =>
  names.map((name, index) => {
    const [type = '', action = ''] = name.split('.')
    return stored({ type, action, session_id, occurred_at: `2026-10-01T12:00:${index}0.000000Z` })
  })

const sessions = [
  session('a', search, view, view, add),
  session('b', search, view, add, order, view),
  session('c', view, search),
  session('d', view),
]

test('what follows on what, and how often; what is done again in a row is one step', async () => {
  const { nodes, links, starts } = await (await given(...sessions.flat()))()
  expect(starts).toBe(4)
  expect(nodes.map(({ id, count }) => [id, count])).toEqual([
    ['0:product.viewed', 2],
    ['0:search.performed', 2],
    ['1:product.viewed', 2],
    ['1:search.performed', 1],
    ['1:end', 1],
    ['2:cart.item_added', 2],
    ['2:end', 1],
    ['3:order.placed', 1],
    ['3:end', 1],
  ])
  expect(links.map(({ source, target, count, median_seconds }) => [source, target, count, median_seconds])).toEqual([
    ['0:search.performed', '1:product.viewed', 2, 10],
    ['0:product.viewed', '1:search.performed', 1, 10],
    ['0:product.viewed', '1:end', 1, null],
    ['1:product.viewed', '2:cart.item_added', 2, 15], // 20 s in one, since the view was repeated, and 10 in the other
    ['1:search.performed', '2:end', 1, null],
    ['2:cart.item_added', '3:order.placed', 1, 10],
    ['2:cart.item_added', '3:end', 1, null],
  ])
})

test('what enters a level continues or ends, on each level but the last', async () => {
  const { nodes, links } = await (await given(...sessions.flat()))({ top: 2 })
  for (const { id, name, level, count } of nodes) {
    const sum = (side: 'source' | 'target') =>
      links.filter((link) => link[side] === id).reduce((total, link) => total + link.count, 0)
    if (level > 0) expect(sum('target'), id).toBe(count)
    if (level < 3 && name !== 'end') expect(sum('source'), id).toBe(count)
  }
})

test('the paths that were taken most, and their share of all', async () => {
  const { paths } = await (await given(...sessions.flat(), ...session('e', view)))({ depth: 2 })
  expect(paths).toEqual([
    { steps: [view, 'end'], count: 2, share: 2 / 5 },
    { steps: [search, view], count: 2, share: 2 / 5 },
    { steps: [view, search], count: 1, share: 1 / 5 },
  ])
})

test('a journey begins at the first start, where one is named', async () => {
  const ask = await given(...sessions.flat())
  const { paths, starts } = await ask({ start: { type: 'cart', action: 'item_added' }, depth: 3 })
  expect(starts).toBe(2)
  expect(paths.map(({ steps }) => steps)).toEqual([
    [add, order, view],
    [add, 'end'],
  ])
})

test('names beyond the first few of a level are one', async () => {
  const ways = [search, search, search, view, view, add, order]
  const ask = await given(...ways.flatMap((name, index) => session(`s${index}`, name)))
  const { nodes } = await ask({ top: 2, depth: 2 })
  expect(nodes.map(({ id, count }) => [id, count])).toEqual([
    ['0:search.performed', 3],
    ['0:other', 2],
    ['0:product.viewed', 2],
    ['1:end', 7],
  ])
})

test('filters hold for all events, and an empty range has no journeys', async () => {
  const es = session('a', search, view).map((event) => ({ ...event, context: { country: 'ES' } }))
  const ask = await given(...es, ...session('b', search, view))
  expect((await ask({ filters: { country: 'ES' } })).starts).toBe(1)
  const nothing = await ask({ from: '2026-09-01', to: '2026-10-01' })
  expect(nothing).toMatchObject({ nodes: [], links: [], paths: [], starts: 0 })
})
