import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerFunnel } from '../../src/insights/funnel/answer.ts'
import { answerQuery } from '../../src/query/answer.ts'
import { answerDimensionValues } from '../../src/query/dimension-values.ts'
import { euros, openTestWarehouse, stored } from './open.ts'

const october = { from: '2026-10-01', to: '2026-11-01' }

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const shown = (session_id: string, position?: number) =>
    stored({ type: 'recommendation', action: 'shown', session_id, data: { recommendation_id: 'r', position } })
  const clicked = (session_id: string, position: number) =>
    stored({
      type: 'recommendation',
      action: 'clicked',
      session_id,
      occurred_at: '2026-10-01T12:00:09.000000Z',
      data: { recommendation_id: 'r', position },
    })
  await opened.warehouse.insert([shown('s1', 0), shown('s2', 0), shown('s3', 12), shown('s4'), clicked('s1', 0)], 'all')
})
afterAll(() => opened.close())

describe('a dimension whose column is a number', () => {
  const ask = (question: object) =>
    opened.warehouse.ask('acme', answerQuery, { metrics: ['recommendations_shown'], ...october, ...question }, euros)

  it('is written in digits, 0 too, and null where it is missing', async () => {
    expect((await ask({ dimensions: ['position'] })).rows).toEqual([
      { position: null, recommendations_shown: 1 },
      { position: '0', recommendations_shown: 2 },
      { position: '12', recommendations_shown: 1 },
    ])
  })

  it('is filtered by its digits, and by null where it is missing', async () => {
    expect((await ask({ filters: { position: ['12', null] } })).totals).toEqual({ recommendations_shown: 2 })
    expect((await ask({ filters: { position: 'first' } })).totals).toEqual({ recommendations_shown: 0 })
  })

  it('has its values listed', async () => {
    expect(
      await opened.warehouse.ask('acme', answerDimensionValues, {
        dimension: 'position',
        ...october,
        search: '1',
        limit: 10,
      }),
    ).toEqual([{ value: '12', events: 1 }])
  })

  it('parts and narrows a funnel', async () => {
    const step = (action: string) => ({ type: 'recommendation', action, filters: { position: ['0', null] } })
    const { steps, breakdown } = await opened.warehouse.ask('acme', answerFunnel, {
      ...{ ...october, steps: [step('shown'), step('clicked')], by: 'session_id', window_seconds: 60 },
      breakdown: 'position',
    })
    expect(steps.map(({ count }) => count)).toEqual([3, 1])
    expect(breakdown?.map(({ value, steps }) => [value, ...steps.map(({ count }) => count)])).toEqual([
      ['0', 2, 1],
      [null, 1, 0],
    ])
  })
})
