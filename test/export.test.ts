import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService } from './service.ts'

let service: Awaited<ReturnType<typeof startService>>
beforeAll(async () => {
  service = await startService()
  const order = (number: number, channel: string) => ({
    type: 'order',
    action: 'placed',
    occurred_at: `2026-10-0${number}T12:00:00Z`,
    producer: 'export',
    order_id: `o${number}`,
    context: { channel },
    data: { currency: 'EUR', items: [{ product_id: 'p', quantity: 1, unit_price: number * 10 }] },
  })
  await service.send([order(1, 'web'), order(2, '=1+1')])
  await service.settled()
})
afterAll(() => service.stopAndClean())

const query = {
  metrics: ['gmv', 'aov'],
  from: '2026-10-01',
  to: '2026-11-01',
  granularity: 'day',
  dimensions: ['channel'],
}

async function fetchFile(body: object) {
  const response = await fetch(`${service.url}/analytics/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { headers: response.headers, status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}

test('CSV', async () => {
  const { headers, bytes } = await fetchFile({ query, format: 'csv' })
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toBe('attachment; filename="pocm-gmv-2026-10-01.csv"')
  expect(headers.get('x-currency')).toBe('EUR')
  expect(bytes.toString()).toBe(`time,channel,gmv,aov\r\n"2026-10-01","web",10,10\r\n"2026-10-02","'=1+1",20,20\r\n`)
})

test('NDJSON', async () => {
  const { headers, bytes } = await fetchFile({ query: { ...query, limit: 1 }, format: 'ndjson' })
  expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
  expect(bytes.toString()).toBe('{"time":"2026-10-01","channel":"web","gmv":10,"aov":10}\n')
})

test('Parquet', async () => {
  const { headers, bytes } = await fetchFile({ query, format: 'parquet' })
  expect(headers.get('content-type')).toBe('application/vnd.apache.parquet')
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  expect(await parquetReadObjects({ file })).toEqual([
    { time: '2026-10-01', channel: 'web', gmv: 10, aov: 10 },
    { time: '2026-10-02', channel: '=1+1', gmv: 20, aov: 20 },
  ])
})

test('what a query refuses is refused, and so is another format or a comparison', async () => {
  const refused = async (body: object) => JSON.parse((await fetchFile(body)).bytes.toString()).code
  expect(await refused({ query: { ...query, dimensions: ['severity'] }, format: 'csv' })).toBe('dimension_not_allowed')
  expect(await refused({ query, format: 'xlsx' })).toBe('invalid_request')
  expect(await refused({ query: { ...query, compare: 'previous_year' }, format: 'csv' })).toBe('invalid_request')
})
