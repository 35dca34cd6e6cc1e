import { expect, it } from 'vitest'
import { byDay, type CountedHour, sentenceOf, stateOf } from './hours.ts'

const hour = (at: string, counts: Partial<CountedHour> = {}): CountedHour => ({
  ...{ hour: at, ledger: 5, log: 5, warehouse: 5, archive: 5, complete: true },
  ...counts,
})

it('lays hours out by day, the newest first', () => {
  const days = byDay([hour('2026-10-01T23:00:00.000Z'), hour('2026-10-02T01:00:00.000Z')])
  expect(days.map(({ day }) => day)).toEqual(['2026-10-02', '2026-10-01'])
  expect(days[0]?.hours).toHaveLength(24)
  expect(days[0]?.hours.map((it) => it !== null).indexOf(true)).toBe(1)
  expect(days[1]?.hours[23]?.ledger).toBe(5)
})

it('says which store lacks events', () => {
  expect(sentenceOf(hour('2026-10-01T23:00:00.000Z'))).toBe('2026-10-01 23:00 UTC: 5 events in every store')
  expect(sentenceOf(hour('2026-10-01T23:00:00.000Z', { archive: 3, complete: false }))).toBe(
    '2026-10-01 23:00 UTC: ledger 5, archive 3',
  )
})

it('distinguishes an hour that only waits for the archive from one that lacks events', () => {
  const at = '2026-10-01T23:00:00.000Z'
  const waiting = hour(at, { archive: 3, complete: false })
  expect(stateOf(hour(at), true)).toBe('complete')
  expect([stateOf(waiting, false), stateOf(waiting, true)]).toEqual(['archive_due', 'behind'])
  for (const counts of [{ log: 4 }, { warehouse: 4 }, { warehouse: 6 }, { archive: 6 }, {}]) {
    expect(stateOf(hour(at, { ...counts, complete: false }), false)).toBe('behind')
  }
})
