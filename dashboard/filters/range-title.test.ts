import { expect, test } from 'vitest'
import { rangeTitle, spanTitle } from './range-title.ts'

test('a span is named by its first and last day', () => {
  expect(spanTitle({ from: '2026-10-01', to: '2026-10-02' })).toBe('1 Oct 2026')
  expect(spanTitle({ from: '2026-10-01', to: '2026-11-01' })).toBe('1 – 31 Oct 2026')
  expect(spanTitle({ from: '2026-10-24', to: '2026-11-23' })).toBe('24 Oct – 22 Nov 2026')
})

test('a day that bounds a span beside a time of day begins at midnight, in every zone', () => {
  const span = { from: '2026-10-01', to: '2026-10-30T02:00:00Z' }
  expect(spanTitle(span)).toBe('1 Oct 2026, 00:00 – 30 Oct 2026, 02:00')
  expect(spanTitle(span, 'Asia/Tokyo')).toBe('1 Oct 2026, 00:00 – 30 Oct 2026, 11:00')
})

test('a preset is named by its label', () => {
  expect(rangeTitle({ preset: 'last_30_days' })).toBe('Last 30 days')
  expect(rangeTitle({ from: '2026-12-31', to: '2027-01-02' })).toBe('31 Dec 2026 – 1 Jan 2027')
})
