import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import { answerDimensionValues } from '../../src/query/dimension-values.ts'
import type { QueryRequest } from '../../src/query/request.ts'
import { openEngine } from '../../src/warehouse/engine/engine.ts'
import { questionLimits } from '../../src/warehouse/engine/limits.ts'
import { euros, openTestWarehouse, stored } from './open.ts'

/** Limits that two hundred events go beyond, in place of those that are written into statements. */
let tighter: Partial<Record<keyof typeof questionLimits, number>> = {}
const connect: typeof openEngine = async (options) => {
  const engine = await openEngine(options)
  const tightened = (sql: string) =>
    Object.entries(tighter).reduce(
      (text, [name, value]) => text.replace(`${name} = ${limitOf(name)}`, `${name} = ${value}`),
      sql,
    )
  return { ...engine, read: (sql, params, id) => engine.read(tightened(sql), params, id) }
}
const limitOf = (name: string) => questionLimits[name as keyof typeof questionLimits]

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse({ connect })
  const reading = { metric: 'glucose', value: 100, unit: 'mg/dL', firmware: '2.5.0' }
  const events = Array.from({ length: 200 }, (_, n) =>
    stored({ type: 'telemetry', action: 'read', device_id: `d-${n}`, data: reading }),
  )
  await opened.warehouse.insert(events, 'two hundred')
})
afterAll(() => opened.close())

const request: QueryRequest = {
  metrics: ['readings'],
  from: '2026-10-01',
  to: '2026-11-01',
  dimensions: ['firmware'],
  explain: true,
}
const ask = () => opened.warehouse.ask('acme', answerQuery, request, euros)

describe('a question that', () => {
  test('stays below all limits is answered, and each of its statements carries them', async () => {
    const { totals, meta } = await ask()
    expect(totals).toEqual({ readings: 200 })
    expect(meta.sql?.length).toBeGreaterThan(0)
    for (const sql of meta.sql ?? []) {
      for (const name of Object.keys(questionLimits)) expect(sql).toContain(`${name} = ${limitOf(name)}`)
    }
  })

  test.each([
    ['would read too many rows', { max_rows_to_read: 100 }, 'too many events to be read'],
    ['reads too much', { max_bytes_to_read: 10 }, 'too many events to be read'],
    ['would take too much memory', { max_memory_usage: 1000 }, 'too much memory'],
  ])('%s is refused with what to do; the next is answered', async (_, limits, why) => {
    tighter = limits
    const refused = await ask().catch((reason: unknown) => reason)
    tighter = {}
    expect(refused).toMatchObject({ code: 'query_too_large', status: 422 })
    expect((refused as Error).message).toContain(why)
    expect((refused as Error).message).toContain('ask for a shorter range, fewer dimensions')
    expect((await ask()).totals).toEqual({ readings: 200 })
  })

  test('asks for the values of a dimension is held by the same limits', async () => {
    tighter = { max_rows_to_read: 100 }
    const { from, to } = request
    const asked = opened.warehouse.ask('acme', answerDimensionValues, { dimension: 'firmware', from, to, limit: 10 })
    await expect(asked).rejects.toMatchObject({ code: 'query_too_large' })
    tighter = {}
  })
})
