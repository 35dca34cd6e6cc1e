import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerQuery } from '../../src/query/answer.ts'
import { euros, openTestWarehouse, placed, stored } from './open.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => {
  opened = await openTestWarehouse()
  const parcel = (action: string, shipment_id: string) => stored({ type: 'shipment', action, data: { shipment_id } })
  await opened.warehouse.insert(
    [
      parcel('dispatched', 's1'),
      ...['s8', 's9'].map((id) => parcel('returned_to_origin', id)),
      placed('o1', 1, 10),
      placed('o1', 1, 10),
      ...['o7', 'o8', 'o9'].map((order_id) => stored({ type: 'order', action: 'cancelled', order_id })),
      stored({
        type: 'telemetry',
        action: 'read',
        device_id: 'd',
        data: { metric: 'Glucose', unit: ' MG/DL', value: 300 },
      }),
      stored({
        type: 'telemetry',
        action: 'read',
        device_id: 'd',
        data: { metric: 'glucose', unit: 'mg/dl', value: 100 },
      }),
    ],
    'all',
  )
})
afterAll(() => opened.close())

const ask = async (...metrics: string[]) =>
  (await opened.warehouse.ask('acme', answerQuery, { metrics, from: '2026-10-01', to: '2026-10-02' }, euros)).totals

test('a rate over what began in the range may be above 1, and is not cut off', async () => {
  expect(await ask('rto_rate', 'cancellation_rate')).toEqual({ rto_rate: 2, cancellation_rate: 3 })
})

test('an order under two keys is one order, of twice the value', async () => {
  expect(await ask('orders', 'gmv', 'items_sold')).toEqual({ orders: 1, gmv: 20, items_sold: 2 })
})

test('metrics and units that differ in spelling alone are one', async () => {
  // 300 and 100 of one day: a deviation of 100 and a mean of 200
  expect(await ask('readings_out_of_range', 'sensor_stability')).toEqual({
    readings_out_of_range: 1,
    sensor_stability: 0.5,
  })
})
