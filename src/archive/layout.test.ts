import { expect, test } from 'vitest'
import { manifestName, parquetName, rawName, receivedIn } from './layout.ts'

test('a path names tenant, type, day and hour, and no tenant gets out of its folder', () => {
  const place = { tenant_id: '../ä b/c', type: 'payment', ...receivedIn('2026-10-01T09:59:59.999999Z') }
  expect(rawName(place, 'b1')).toBe(
    'raw/tenant_id=..%2F%C3%A4%20b%2Fc/type=payment/date=2026-10-01/hour=09/b1.ndjson.gz',
  )
  expect(parquetName({ tenant_id: 'a', type: 'payment', date: '2026-10-01' }, 'r1')).toBe(
    'parquet/tenant_id=a/type=payment/date=2026-10-01/r1.parquet',
  )
  expect(manifestName('raw', 'b1')).toBe('manifests/raw/b1.json')
})
