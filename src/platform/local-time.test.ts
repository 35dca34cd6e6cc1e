import { describe, expect, it } from 'vitest'
import { offsetMs, startOfDayMs } from './local-time.ts'

const start = (date: string, zone: string) => new Date(startOfDayMs(date, zone)).toISOString()
const at = Date.parse

describe('startOfDayMs', () => {
  it('is local midnight, in summer and in winter', () => {
    expect(start('2026-07-01', 'Europe/Madrid')).toBe('2026-06-30T22:00:00.000Z')
    expect(start('2026-01-01', 'Europe/Madrid')).toBe('2025-12-31T23:00:00.000Z')
    expect(start('2026-01-01', 'Asia/Kolkata')).toBe('2025-12-31T18:30:00.000Z')
    expect(start('2026-01-01', 'UTC')).toBe('2026-01-01T00:00:00.000Z')
  })

  it('is right on the days on which clocks change', () => {
    expect(start('2026-03-29', 'Europe/Madrid')).toBe('2026-03-28T23:00:00.000Z')
    expect(start('2026-03-30', 'Europe/Madrid')).toBe('2026-03-29T22:00:00.000Z')
    expect(start('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z')
    expect(start('2026-11-02', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z')
  })

  it('is the first moment of a day whose midnight clocks skip', () => {
    // In 2018 São Paulo's clocks went from 4 November, 00:00, to 01:00.
    expect(start('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z')
  })

  it('is the first of two midnights', () => {
    // In 2018 São Paulo's clocks went from 18 February, 00:00, back to 17 February, 23:00.
    expect(start('2018-02-18', 'America/Sao_Paulo')).toBe('2018-02-18T03:00:00.000Z')
  })
})

describe('offsetMs', () => {
  it('is what clocks are ahead of UTC', () => {
    expect(offsetMs(at('2026-07-01T12:34:56.789Z'), 'Europe/Madrid')).toBe(7_200_000)
    expect(offsetMs(at('2026-07-01T00:00:00Z'), 'America/New_York')).toBe(-14_400_000)
  })
})
