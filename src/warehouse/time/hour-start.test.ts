import { expect, test } from 'vitest'
import { bucketsOf } from './buckets.ts'
import { hourStartMs } from './hour-start.ts'

const hourOf = (moment: string, zone: string) =>
  new Date(hourStartMs(Date.parse(moment), zone)).toISOString().slice(11, 16)

test.each([
  ['Europe/Madrid', '2026-10-25T01:20:00Z', '01:00'],
  ['Asia/Kolkata', '2026-10-01T12:20:00Z', '11:30'],
  ['Asia/Kathmandu', '2026-10-01T12:20:00Z', '12:15'],
  // 02:00 becomes 01:30, and from then on hours begin at half past
  ['Australia/Lord_Howe', '2024-04-06T14:59:00Z', '14:00'],
  ['Australia/Lord_Howe', '2024-04-06T15:05:00Z', '15:00'],
  ['Australia/Lord_Howe', '2024-04-06T16:05:00Z', '15:30'],
  // 02:00 becomes 02:30
  ['Australia/Lord_Howe', '2024-10-05T15:29:00Z', '14:30'],
  ['Australia/Lord_Howe', '2024-10-05T15:40:00Z', '15:30'],
  ['Australia/Lord_Howe', '2024-10-05T16:10:00Z', '16:00'],
])('an hour of %s that holds %s begins at %s', (zone, moment, start) => {
  expect(hourOf(moment, zone)).toBe(start)
})

test.each(['2024-04-07', '2024-10-06'])('the hours of a day of change are those that its moments are in: %s', (day) => {
  const zone = 'Australia/Lord_Howe'
  const from = `${new Date(Date.parse(`${day}T00:00:00+11:00`)).toISOString().slice(0, 19)}.000000Z`
  const start = Date.parse(from)
  const minutes = Array.from({ length: 1_500 }, (_, minute) => start + minute * 60_000)
  const to = `${new Date(start + 1_500 * 60_000).toISOString().slice(0, 19)}.000000Z`
  const held = new Set(minutes.map((moment) => new Date(hourStartMs(moment, zone)).toISOString().replace('.000Z', 'Z')))
  expect([...bucketsOf({ from, to }, 'hour', zone)]).toEqual([...held])
})
