import { afterAll, beforeAll, expect, it } from 'vitest'
import { answerLot } from '../../../src/insights/lot/answer.ts'
import { answerLots } from '../../../src/insights/lots/answer.ts'
import { openTestWarehouse } from '../open.ts'
import { story } from './story.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  await opened.warehouse.insert(story, 'story')
})
afterAll(() => opened.close())

const october = { from: '2026-10-01', to: '2026-11-01' }

it('has the figures of the list, and its making, stock, parcels and days', async () => {
  const { lots } = await opened.warehouse.ask('acme', answerLots, october)
  const lot = await opened.warehouse.ask('acme', answerLot, { ...october, lot: 'G-2' })
  expect(lot).toMatchObject(lots.find((row) => row.lot === 'G-2') ?? {})
  expect(lot.history.map(({ action, reason }) => [action, reason])).toEqual([
    ['produced', null],
    ['released', null],
    ['recalled', 'adhesive'],
  ])
  expect(lot.history[0]).toMatchObject({ units_produced: 200, units_rejected: 16 })
  expect(lot.on_hand_by_warehouse).toEqual([
    { warehouse_id: 'madrid', product_id: 'patch', on_hand: 69, at: '2026-10-07T12:00:00.000000Z' },
  ])
  expect(lot.shipments).toEqual({ created: 0, dispatched: 2, delivered: 1, returned_to_origin: 0, lost: 0 })
  expect(lot.orders).toBe(2)
  expect(lot).toMatchObject({ devices_reached: 2, out_of_range: 1 })
  expect(lot.severities).toEqual([
    { severity: 'severe', reports: 4 },
    { severity: 'malfunction', reports: 1 },
  ])
  // activated on the 10th; d5 wore a patch from the 11th to the 14th, was read on the 12th and 13th, and harmed on the 14th
  expect(lot.by_day).toEqual([
    { day: '2026-10-10', active_devices: 2, adverse_events: 0, readings: 0 },
    { day: '2026-10-11', active_devices: 1, adverse_events: 0, readings: 0 },
    { day: '2026-10-12', active_devices: 1, adverse_events: 0, readings: 1 },
    { day: '2026-10-13', active_devices: 1, adverse_events: 0, readings: 1 },
    { day: '2026-10-14', active_devices: 1, adverse_events: 4, readings: 0 },
    { day: '2026-10-15', active_devices: 0, adverse_events: 1, readings: 0 },
  ])
})

it('lists its reports, the newest first', async () => {
  const { reports } = await opened.warehouse.ask('acme', answerLot, { ...october, lot: 'G-2' })
  expect(reports.map(({ report_id }) => report_id)[0]).toBe('b5')
  expect(reports).toHaveLength(5)
  expect(reports[0]).toMatchObject({ severity: 'malfunction', term: 'no reading', device_id: 'd6', order_id: null })
})

it('is held against the other lots of its product alone', async () => {
  const lot = await opened.warehouse.ask('acme', answerLot, { ...october, lot: 'G-2' })
  expect(lot.siblings).toEqual({ lots: 1, active_devices: 4, adverse_events: 10 })
  // (5 / 2) / (10 / 4)
  expect(lot.rate_ratio).toBeCloseTo(1, 12)
  expect(lot.rate_ratio_low).toBeLessThan(1)
  expect(lot.rate_ratio_high).toBeGreaterThan(1)
})

it('is found by what was made of it before the range', async () => {
  const lot = await opened.warehouse.ask('acme', answerLot, { ...{ from: '2026-10-20', to: '2026-10-21' }, lot: 'S-1' })
  expect(lot).toMatchObject({ status: 'produced', produced: 50, shipped: 0, rate: null, rate_ratio: null, by_day: [] })
})

it('cuts days in the time zone', async () => {
  const { by_day } = await opened.warehouse.ask('acme', answerLot, {
    ...{ ...october, timezone: 'Pacific/Auckland' },
    lot: 'G-2',
  })
  // 13:00 UTC is two in the morning of the next day
  expect(by_day[0]?.day).toBe('2026-10-11')
})

it('is not found where no event names it, nor by another tenant', async () => {
  await expect(opened.warehouse.ask('acme', answerLot, { ...october, lot: 'X-9' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(opened.warehouse.ask('globex', answerLot, { ...october, lot: 'G-2' })).rejects.toMatchObject({
    code: 'not_found',
  })
})
