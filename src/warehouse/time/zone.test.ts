import { describe, expect, it } from 'vitest'
import { hasWholeHours, zoneNamed } from './zone.ts'

const at = Date.parse

describe('zoneNamed', () => {
  it('knows names in any case and nothing else', () => {
    expect(zoneNamed('europe/madrid')).toBe('Europe/Madrid')
    expect(zoneNamed('UTC')).toBe('UTC')
    for (const name of ['Europe/Atlantis', '+05:30', '', 'UTC; DROP TABLE events'])
      expect(zoneNamed(name)).toBeUndefined()
  })
})

describe('hasWholeHours', () => {
  it('is true where clocks are whole hours from UTC in all of the range', () => {
    expect(hasWholeHours(at('2026-01-01'), at('2027-01-01'), 'Europe/Madrid')).toBe(true)
    expect(hasWholeHours(at('2026-01-01'), at('2026-01-02'), 'Asia/Kolkata')).toBe(false)
  })

  it('checks the whole range: Lord Howe is at +11 in summer and +10:30 in winter', () => {
    expect(hasWholeHours(at('2026-01-01'), at('2026-02-01'), 'Australia/Lord_Howe')).toBe(true)
    expect(hasWholeHours(at('2026-01-01'), at('2026-12-31'), 'Australia/Lord_Howe')).toBe(false)
  })
})
