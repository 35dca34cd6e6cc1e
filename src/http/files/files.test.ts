import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { loadMeasures } from '../../measures/catalogue.ts'
import { csvOf } from './csv.ts'
import { ndjsonOf } from './ndjson.ts'
import { parquetOf } from './parquet.ts'
import { sheetOf } from './sheet.ts'

const measures = await loadMeasures()
const rows = [
  {
    time: '2026-10-01',
    campaign: '=HYPERLINK("http://x")',
    currency: 'EUR',
    gmv: -1.5,
    risk_score_distribution: [1, 0],
  },
  { time: '2026-10-02', campaign: null, currency: 'USD', gmv: null, risk_score_distribution: [0, 2] },
]
const asked = { metrics: ['gmv', 'risk_score_distribution'], dimensions: ['campaign'], granularity: 'day' }
const sheet = sheetOf(asked, { rows }, measures)

test('a sheet has time, dimensions, the currency of amounts, and measures', () => {
  expect(sheet.columns).toEqual([
    { name: 'time', holds: 'text' },
    { name: 'campaign', holds: 'text' },
    { name: 'currency', holds: 'text' },
    { name: 'gmv', holds: 'number' },
    { name: 'risk_score_distribution', holds: 'text' },
  ])
  expect(sheet.rows[0]).toEqual(['2026-10-01', '=HYPERLINK("http://x")', 'EUR', -1.5, '[1,0]'])
  expect(sheetOf({ metrics: ['gmv'] }, { rows: [{ gmv: 1 }] }, measures).columns).toEqual([
    { name: 'gmv', holds: 'number' },
  ])
})

test('CSV quotes what needs it, leaves null empty, and lets no text become a formula', () => {
  expect(csvOf(sheet)).toBe(
    [
      'time,campaign,currency,gmv,risk_score_distribution',
      `"2026-10-01","'=HYPERLINK(""http://x"")","EUR",-1.5,"[1,0]"`,
      '"2026-10-02",,"USD",,"[0,2]"',
      '',
    ].join('\r\n'),
  )
})

test.each(['+1', '-1', '@SUM(A1)', '\tx', '＝1'])('a text like %j is no formula', (text) => {
  expect(csvOf({ columns: [{ name: 'a', holds: 'text' }], rows: [[text]] })).toContain(`'${text}`)
})

test('NDJSON has an object for each row', () => {
  expect(ndjsonOf({ columns: sheet.columns.slice(0, 2), rows: [['2026-10-01', null]] })).toBe(
    '{"time":"2026-10-01","campaign":null}\n',
  )
  expect(ndjsonOf({ columns: [], rows: [] })).toBe('')
})

test('Parquet holds the same values with their types, and what they are about', async () => {
  const bytes = parquetOf(sheet, { currency: 'EUR' })
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  expect(await parquetReadObjects({ file })).toEqual([
    { ...rows[0], risk_score_distribution: '[1,0]' },
    { ...rows[1], risk_score_distribution: '[0,2]' },
  ])
  expect(parquetMetadata(file).key_value_metadata).toContainEqual({ key: 'currency', value: 'EUR' })
})
