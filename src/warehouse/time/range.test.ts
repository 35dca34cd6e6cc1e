import { describe, expect, it } from 'vitest'
import { isWholeHours, momentOf, previousRange } from './range.ts'

describe('momentOf', () => {
  it('reads a date in the zone and a moment with its own offset, microseconds and all', () => {
    expect(momentOf('2026-10-01', 'Europe/Madrid')).toBe('2026-09-30T22:00:00.000000Z')
    expect(momentOf('2026-10-01T02:00:00.123456+02:00', 'Asia/Kolkata')).toBe('2026-10-01T00:00:00.123456Z')
  })

  it('reads nothing else', () => {
    for (const text of ['yesterday', '2026-02-30', '2026-10-01T12:00', '1759312800']) {
      expect(momentOf(text, 'UTC')).toBeUndefined()
    }
  })
})

describe('previousRange', () => {
  it('takes as many local days before dates, though one of them had 23 hours', () => {
    expect(previousRange('2026-03-30', '2026-04-01', 'Europe/Madrid', 'previous_period')).toEqual({
      from: '2026-03-27T23:00:00.000000Z',
      to: '2026-03-29T22:00:00.000000Z',
    })
  })

  it('takes the same length before moments', () => {
    expect(
      previousRange('2026-10-01T10:00:00Z', '2026-10-01T16:30:00.000001Z', 'Europe/Madrid', 'previous_period'),
    ).toEqual({ from: '2026-10-01T03:29:59.999999Z', to: '2026-10-01T10:00:00.000000Z' })
  })

  it('takes the same dates or times a year before', () => {
    expect(previousRange('2024-02-29', '2024-03-01', 'UTC', 'previous_year')).toEqual({
      from: '2023-02-28T00:00:00.000000Z',
      to: '2023-03-01T00:00:00.000000Z',
    })
    expect(previousRange('2026-10-01T10:00:00Z', '2026-10-02', 'UTC', 'previous_year')).toEqual({
      from: '2025-10-01T10:00:00.000000Z',
      to: '2025-10-02T00:00:00.000000Z',
    })
  })
})

describe('isWholeHours', () => {
  it('is true where both ends are on the hour', () => {
    const from = '2026-10-01T10:00:00.000000Z'
    expect(isWholeHours({ from, to: '2026-10-01T11:00:00.000000Z' })).toBe(true)
    expect(isWholeHours({ from, to: '2026-10-01T11:00:00.000001Z' })).toBe(false)
  })
})
