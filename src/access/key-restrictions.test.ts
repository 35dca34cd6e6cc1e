import { expect, test } from 'vitest'
import { checkPlace, flawsOf, isAddressRange, isOrigin, isWithin, refuseMoreScopes } from './key-restrictions.ts'

test.each([
  ['10.1.2.3', ['10.0.0.0/8'], true],
  ['11.1.2.3', ['10.0.0.0/8', '11.1.2.4'], false],
  ['11.1.2.3', ['10.0.0.0/8', '11.1.2.3'], true],
  ['10.255.255.255', ['10.1.2.3/8'], true],
  ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32'], false],
  ['2001:db8::1', ['0.0.0.0/0'], false],
  ['10.1.2.3', ['::/0'], false],
  ['10.1.2.3', ['10.1.2.3/32'], true],
  ['not an address', ['0.0.0.0/0'], false],
])('%s is within %j: %s', (address, ranges, expected) => {
  expect(isWithin(address, ranges)).toBe(expected)
})

test.each([
  ['10.0.0.0/8', true],
  ['10.0.0.1', true],
  ['2001:db8::/129', false],
  ['10.0.0.0/33', false],
  ['10.0.0.0/', false],
  ['10.0.0.0/-1', false],
  ['10.0.0.0/8/8', false],
  ['10', false],
  ['0x7f.1', false],
  ['localhost', false],
])('%s as an address or network: %s', (text, expected) => {
  expect(isAddressRange(text)).toBe(expected)
})

test.each([
  ['https://shop.example', true],
  ['http://localhost:5173', true],
  ['https://shop.example/', false],
  ['https://shop.example:443', false],
  ['https://SHOP.example', false],
  ['https://*.example', false],
  ['shop.example', false],
  ['null', false],
  ['file://', false],
  ['https://me@shop.example', false],
])('%s as an origin: %s', (text, expected) => {
  expect(isOrigin(text)).toBe(expected)
})

test('a key that is for pages is for those alone, and one that is for addresses for those', () => {
  const pages = { allowedOrigins: ['https://shop.example'] }
  expect(() => checkPlace(pages, { ip: '10.0.0.1', origin: 'https://shop.example' })).not.toThrow()
  for (const origin of ['https://evil.example', 'null', undefined]) {
    expect(() => checkPlace(pages, { ip: '10.0.0.1', origin })).toThrow(/is not for/)
  }
  const office = { allowedIps: ['10.0.0.0/8'] }
  expect(() => checkPlace(office, { ip: '10.0.0.1', origin: undefined })).not.toThrow()
  expect(() => checkPlace(office, { ip: '192.0.2.1', origin: undefined })).toThrow(/may not be used from 192.0.2.1/)
  expect(() => checkPlace({}, { ip: '192.0.2.1', origin: 'https://evil.example' })).not.toThrow()
})

const types = new Set(['payment'])
test.each([
  [{ scopes: ['analytics:ingest'], allowed_origins: ['https://shop.example'] }, []],
  [{ scopes: ['analytics:ingest', 'analytics:read'], allowed_origins: ['https://shop.example'] }, ['/scopes']],
  [{ scopes: ['admin'], allowed_origins: ['shop.example'] }, ['/allowed_origins/0', '/scopes']],
  [{ scopes: ['admin'], allowed_types: ['payment', 'dinner'] }, ['/allowed_types/1']],
  [{ scopes: ['analytics:read'], allowed_types: ['payment'] }, ['/allowed_types']],
  [{ scopes: ['analytics:read'], allowed_ips: ['10.0.0.0/8', 'office'] }, ['/allowed_ips/1']],
] as const)('the key %j has flaws at %j', (asked, paths) => {
  expect(flawsOf(asked, types).map(({ path }) => path)).toEqual(paths)
})

test('who makes a key gives it no scope that they lack', () => {
  expect(() => refuseMoreScopes({ scopes: ['analytics:read'] }, ['analytics:read'])).not.toThrow()
  expect(() => refuseMoreScopes({ scopes: ['admin'] }, ['personal:read', 'admin'])).not.toThrow()
  expect(() => refuseMoreScopes({ scopes: ['analytics:read'] }, ['analytics:read', 'personal:read'])).toThrow(
    'A key may do no more than who makes it: not personal:read.',
  )
})
