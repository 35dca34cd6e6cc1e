import { describe, expect, it } from 'vitest'
import { momentOf, type Range } from '../../warehouse/time/range.ts'
import { partialHoursOf } from './partial-hours.ts'

const range = (from: string, to: string, zone: string): Range => ({
  from: momentOf(from, zone) ?? from,
  to: momentOf(to, zone) ?? to,
})

describe('partialHoursOf', () => {
  it('finds none where all ends are whole hours', () => {
    expect(partialHoursOf(range('2026-10-01', '2026-10-08', 'Europe/Madrid'), 'day', 'Europe/Madrid')).toEqual([])
    expect(partialHoursOf(range('2026-10-01', '2026-10-02', 'UTC'), 'hour', 'UTC')).toEqual([])
  })

  it('finds the hour of each midnight in a zone of half hours', () => {
    const days = range('2026-10-01', '2026-10-03', 'Asia/Kolkata')
    expect(partialHoursOf(days, 'day', 'Asia/Kolkata')?.toSorted()).toEqual([
      '2026-09-30 18:00:00',
      '2026-10-01 18:00:00',
      '2026-10-02 18:00:00',
    ])
    expect(partialHoursOf(days, 'total', 'Asia/Kolkata')?.toSorted()).toEqual([
      '2026-09-30 18:00:00',
      '2026-10-02 18:00:00',
    ])
  })

  it('finds both hours in which a day begins that begins twice', () => {
    const days = range('2010-11-06', '2010-11-09', 'America/St_Johns')
    expect(partialHoursOf(days, 'day', 'America/St_Johns')).toEqual(
      expect.arrayContaining(['2010-11-07 02:00:00', '2010-11-07 03:00:00']),
    )
    // clocks of whole hours that go back at a minute past midnight
    const moncton = range('2005-10-29', '2005-11-01', 'America/Moncton')
    expect(partialHoursOf(moncton, 'day', 'America/Moncton')).toEqual(['2005-10-30 03:00:00'])
  })

  it('finds the hours that the ends of a range cut', () => {
    const some = range('2026-10-01T10:17:00Z', '2026-10-01T15:00:00Z', 'UTC')
    expect(partialHoursOf(some, 'hour', 'UTC')).toEqual(['2026-10-01 10:00:00'])
  })

  it('leaves to events what is cut into parts of rollup hours all through, or within a minute', () => {
    expect(partialHoursOf(range('2026-10-01', '2026-10-02', 'Asia/Kolkata'), 'hour', 'Asia/Kolkata')).toBeUndefined()
    expect(partialHoursOf(range('2026-10-01T10:17:41Z', '2026-10-02', 'UTC'), 'day', 'UTC')).toBeUndefined()
    expect(partialHoursOf(range('2020-01-01', '2026-10-02', 'Asia/Kolkata'), 'day', 'Asia/Kolkata')).toBeUndefined()
  })
})
