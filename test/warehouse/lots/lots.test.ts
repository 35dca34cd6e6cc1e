import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerLots } from '../../../src/insights/lots/answer.ts'
import type { LotsAnswer } from '../../../src/insights/lots/request.ts'
import { openTestWarehouse } from '../open.ts'
import { story } from './story.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  await opened.warehouse.insert(story, 'story')
})
afterAll(() => opened.close())

const october = { from: '2026-10-01', to: '2026-11-01' }
const lotOf = ({ lots }: LotsAnswer, name: string) => lots.find(({ lot }) => lot === name)

describe('all lots', () => {
  it('are those that events name, signals first, and UNKNOWN is none', async () => {
    const { lots } = await opened.warehouse.ask('acme', answerLots, october)
    expect(lots.map(({ lot }) => lot)).toEqual(['G-2', 'G-1', 'S-1'])
  })

  it('say what a lot is and what happened to it', async () => {
    const answer = await opened.warehouse.ask('acme', answerLots, october)
    expect(lotOf(answer, 'G-2')).toMatchObject({
      ...{ product_id: 'patch', status: 'recalled', status_at: '2026-10-25T12:00:00.000000Z' },
      // counted 69, then − 9 + 1
      ...{ produced: 200, rejected: 16, on_hand: 69 },
      ...{ shipped: 2, delivered: 1, returned: 1 },
      // d5 and d6; users of both, and of the orders o2 and o3
      ...{ active_devices: 2, users: 4, readings: 2, adherence: 0.25, adverse_events: 5 },
    })
    expect(lotOf(answer, 'G-1')).toMatchObject({
      ...{ status: 'released', produced: 500, rejected: 10, on_hand: 25 },
      // (3 + 2 + 1 + 1) / 8; d1 to d4 and the buyer of o1
      ...{ shipped: 1, delivered: 1, returned: 0, active_devices: 4, users: 5, adherence: 7 / 8, adverse_events: 10 },
    })
    expect(lotOf(answer, 'S-1')).toMatchObject({
      ...{ product_id: 'sensor', rejected: null, on_hand: null, adherence: null, rate: null, rate_low: null },
      ...{ prr: null, prr_of: null, signal: false },
    })
  })

  it('give reports per device with the exact interval', async () => {
    const { rate, rate_low, rate_high } = lotOf(await opened.warehouse.ask('acme', answerLots, october), 'G-2') ?? {}
    // 5 reports: 1.6235 to 11.6683 (Garwood), of 2 devices
    expect(rate).toBe(2.5)
    expect(rate_low).toBeCloseTo(1.6235 / 2, 4)
    expect(rate_high).toBeCloseTo(11.6683 / 2, 4)
  })

  it('name the report that a lot has more of than its siblings', async () => {
    const answer = await opened.warehouse.ask('acme', answerLots, october)
    // infections: 4 of 5 against 1 of 10, and so are serious reports; chi-square 15 (|4·9 − 1·1| − 7.5)² / (5·10·5·10) = 4.54
    const lot = lotOf(answer, 'G-2')
    expect(lot?.prr).toBeCloseTo(8, 12)
    expect(lot).toMatchObject({ prr_of: 'infection', signal: true })
    // no reading: 5 of 10 against 1 of 5
    expect(lotOf(answer, 'G-1')).toMatchObject({ prr: 2.5, prr_of: 'no reading', signal: false })
  })

  it('have a funnel around the rate of all', async () => {
    const { overall, limits } = await opened.warehouse.ask('acme', answerLots, october)
    expect(overall).toEqual({ active_devices: 6, adverse_events: 15, rate: 15 / 6 })
    expect(limits.map(({ active_devices }) => active_devices)).toEqual([1, 2, 3, 4])
    for (const limit of limits) {
      expect(limit.low998).toBeLessThanOrEqual(limit.low95)
      expect(limit.low95).toBeLessThan(15 / 6)
      expect(limit.high95).toBeGreaterThan(15 / 6)
      expect(limit.high998).toBeGreaterThan(limit.high95)
    }
  })

  it('are as they were at the end of the range', async () => {
    const answer = await opened.warehouse.ask('acme', answerLots, { from: '2026-10-06', to: '2026-10-07' })
    // On the 6th: 100 − 30 − 2, and no count yet; S-1 slept.
    expect(lotOf(answer, 'G-2')).toMatchObject({ status: 'released', on_hand: 68, shipped: 0, active_devices: 0 })
    expect(lotOf(answer, 'S-1')).toBeUndefined()
    expect(answer.limits).toEqual([])
  })

  it('are those of one tenant', async () => {
    const { lots, overall } = await opened.warehouse.ask('globex', answerLots, october)
    expect(lots).toEqual([])
    expect(overall).toEqual({ active_devices: 0, adverse_events: 0, rate: null })
  })
})
