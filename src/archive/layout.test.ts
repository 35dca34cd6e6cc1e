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

test.each(['漢'.repeat(64), '😀'.repeat(32), '%'.repeat(64), '~'.repeat(64), '../'.repeat(21), 'a'.repeat(64)])(
  'every part of the path of a file of tenant %s is short enough for a file system, and tells tenants apart',
  (tenant_id) => {
    const place = { type: 'adverse_event', date: '2026-10-01', hour: '09' }
    const name = rawName({ ...place, tenant_id }, 'b'.repeat(40))
    for (const part of name.split('/')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255)
    expect(name.split('/')).not.toContain('..')
    expect(rawName({ ...place, tenant_id: `${tenant_id.slice(0, -2)}b` }, 'b'.repeat(40))).not.toBe(name)
  },
)
