import type { TSchema } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../src/events/catalogue.ts'
import { openTestWarehouse, stored } from './open.ts'

const catalogue = await loadCatalogue()
let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ catalogue })
})
afterAll(() => opened.close())

const strange = '\ud800"\'\\\n\t\u0000{x:String}; \u{1f489}'
const extremes: Readonly<Record<string, readonly unknown[]>> = {
  date: ['0001-01-01', '9999-12-31'],
  'date-time': ['0000-01-01T00:00:00+23:59', '9999-12-31T23:59:59.9999999-23:59'],
  'date-or-date-time': ['0001-01-01', '9999-12-31T23:59:59Z'],
  currency: ['EUR', 'EUR'],
}

/** The lowest (0) or highest (1) value that a schema lets pass. */
function extreme(schema: TSchema, end: 0 | 1): unknown {
  const {
    type,
    format,
    minimum,
    maximum,
    items,
    properties,
    enum: words,
  } = schema as Record<string, never> & { items: TSchema }
  if (words !== undefined) return (words as unknown[]).at(-end)
  if (format !== undefined) return extremes[format]?.[end]
  if (type === 'string') return [strange, 'x'.repeat(128)][end]
  if (type === 'boolean') return end === 1
  if (type === 'array') return end === 0 ? [] : [extreme(items, 0), extreme(items, 1)]
  if (type === 'object') {
    return Object.fromEntries(Object.entries(properties ?? {}).map(([name, of]) => [name, extreme(of as TSchema, end)]))
  }
  return [minimum ?? -Number.MAX_VALUE, maximum ?? Number.MAX_VALUE][end]
}

describe('what an event schema lets pass', () => {
  it.each([...catalogue.values()])('can be written: $type', async ({ type, actions, data }) => {
    const events = ([0, 1] as const).map((end) =>
      stored({
        type,
        action: actions[0] ?? '',
        tenant_id: type,
        user_id: strange,
        context: { country: strange },
        data: Object.fromEntries(Object.entries(data).map(([name, { schema }]) => [name, extreme(schema, end)])),
        checksum: ['-9223372036854775808', '9223372036854775807'][end] ?? '',
      }),
    )
    await opened.warehouse.insert(events, type)
    const counts = await opened.warehouse.counts({ tenantId: type, from: '2026-10-01', to: '2026-10-02' })
    expect(counts).toMatchObject([{ type, count: 2, checksum: '-1' }])
  })
})
