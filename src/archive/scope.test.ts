import { expect, test } from 'vitest'
import { after, openScope, wholeHours } from './scope.ts'

const at = (occurred_at: string, tenant_id = 'a', type = 'dose') => ({ tenant_id, type, occurred_at })

test('the beginning is in a scope and the end is not, to the microsecond and in any zone', () => {
  const { has } = openScope({ tenantId: 'a', from: '2026-10-01T12:00:00+02:00', to: '2026-10-01T11:00:00Z' })
  expect(has(at('2026-10-01T10:00:00.000000Z'))).toBe(true)
  expect(has(at('2026-10-01T09:59:59.999999Z'))).toBe(false)
  expect(has(at('2026-10-01T10:59:59.999999Z'))).toBe(true)
  expect(has(at('2026-10-01T11:00:00.000000Z'))).toBe(false)
  expect(has(at('2026-10-01T10:30:00.000000Z', 'b'))).toBe(false)
})

test('a file is touched where its span and the scope overlap', () => {
  const { touches } = openScope({ from: '2026-10-01T10:00:00Z', to: '2026-10-01T11:00:00Z' })
  const span = (min_occurred_at: string, max_occurred_at: string) => ({ ...at(''), min_occurred_at, max_occurred_at })
  expect(touches(span('2026-10-01T09:00:00.000000Z', '2026-10-01T12:00:00.000000Z'))).toBe(true)
  expect(touches(span('2026-10-01T11:00:00.000000Z', '2026-10-01T12:00:00.000000Z'))).toBe(false)
  expect(touches(span('2026-10-01T08:00:00.000000Z', '2026-10-01T09:59:59.999999Z'))).toBe(false)
})

test('hours are whole, and everything is meant where nothing is said', () => {
  expect(wholeHours({ from: '2026-10-01T10:30:00Z', to: '2026-10-01T11:00:01Z' })).toEqual({
    from: '2026-10-01T10:00:00.000Z',
    to: '2026-10-01T12:00:00.000Z',
  })
  expect(openScope({}).has(at('1970-01-01T00:00:00.000000Z'))).toBe(true)
})

test('a page begins after the last one, and a made-up cursor is refused', () => {
  expect(after(['a', 'b', 'c'], undefined)).toEqual(['a', 'b', 'c'])
  expect(after(['a', 'b', 'c'], 'b')).toEqual(['c'])
  expect(() => after(['a'], 'x')).toThrow('next_cursor')
})
