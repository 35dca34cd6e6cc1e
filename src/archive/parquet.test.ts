import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { expect, onTestFinished, test } from 'vitest'
import { loadCatalogue } from '../events/catalogue.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { columnsOf } from './columns.ts'
import { countParquet, openParquetFile } from './parquet.ts'

const event = (n: number): StoredEvent => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  type: 'payment',
  action: 'captured',
  schema_version: 1,
  occurred_at: '1969-12-31T23:59:59.999999Z',
  received_at: '2026-10-01T10:00:00.000001Z',
  device_at: null,
  producer: 'test',
  source_service: null,
  tenant_id: 'a',
  user_id: null,
  session_id: null,
  order_id: null,
  device_id: null,
  trace_id: null,
  idempotency_key: `key-${n}`,
  context: { country: 'ES', more: 1 },
  data: { payment_id: 'p', amount: n === 0 ? 99_999_999_999.99 : -0.000001, latency_ms: 12, other: ['x'] },
  checksum: n % 2 === 0 ? '-9223372036854775808' : '9223372036854775807',
})

async function write(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pocm-parquet-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'table')
  const table = openParquetFile(path, columnsOf((await loadCatalogue()).get('payment')))
  for (let n = 0; n < count; n++) await table.add(event(n), 100)
  await table.finish()
  return path
}

test('moments keep their microseconds, money its decimals, and undeclared fields stay in the JSON', async () => {
  const path = await write(2)
  const file = await asyncBufferFromFile(path)
  const [first, second] = await parquetReadObjects({ file, utf8: true })
  expect(first).toMatchObject({
    id: event(0).id,
    context_country: 'ES',
    checksum: -(2n ** 63n),
    device_at: null,
  })
  // The reader multiplies doubles, so its last digits say nothing.
  expect(first?.data_amount).toBeCloseTo(99_999_999_999.99, 4)
  expect(second?.data_amount).toBe(-0.000001)
  expect(JSON.parse(String(first?.data))).toEqual(event(0).data)
  expect(JSON.parse(String(first?.context))).toEqual(event(0).context)
  const { schema } = await parquetMetadataAsync(file)
  expect(schema.find(({ name }) => name === 'occurred_at')?.logical_type).toMatchObject({
    type: 'TIMESTAMP',
    unit: 'MICROS',
  })
  const raw = { timestampFromMicroseconds: (micros: bigint) => micros } as object
  const moments = await parquetReadObjects({ file, columns: ['occurred_at', 'received_at'], parsers: raw })
  expect(moments[0]).toEqual({ occurred_at: -1n, received_at: 1_790_848_800_000_001n })
})

test('many row groups count as what was written, and the same events give the same bytes', async () => {
  const [one, other] = [await write(45_001), await write(45_001)]
  expect(await countParquet(one)).toEqual({ events: 45_001, checksum: '-9223372036854775808' })
  expect((await parquetMetadataAsync(await asyncBufferFromFile(one))).row_groups).toHaveLength(3)
  expect(await readFile(one)).toEqual(await readFile(other))
})
