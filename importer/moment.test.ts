import { expect, test } from 'vitest'
import { isZone, readDate, readMoment } from './moment.ts'

const clock = 'YYYY-MM-DD HH:mm:ss'

test('a wall clock without a zone is UTC', () => {
  expect(readMoment('2010-12-01 08:26:00', clock)).toBe('2010-12-01T08:26:00Z')
})

test('a format may leave zeros, seconds and the whole time of day out', () => {
  expect(readMoment('1/9/2010 8:26', 'D/M/YYYY H:mm')).toBe('2010-09-01T08:26:00Z')
  expect(readMoment('20170103', 'YYYYMMDD')).toBe('2017-01-03T00:00:00Z')
})

test('a time of day can be given in place of the one in the text', () => {
  expect(readMoment('2006-06-02', 'YYYY-MM-DD', 'UTC', '12:00:00')).toBe('2006-06-02T12:00:00Z')
  expect(readMoment('2014-02-03 03:42:12', clock, 'UTC', '23:59:59')).toBe('2014-02-03T23:59:59Z')
})

test('Unix time keeps its milliseconds', () => {
  expect(readMoment('1659304800025', 'unix_milliseconds')).toBe('2022-07-31T22:00:00.025Z')
  expect(readMoment('-1', 'unix_seconds')).toBe('1969-12-31T23:59:59Z')
})

test.each([
  ['2010-07-01 12:00:00', 'Europe/London', '2010-07-01T11:00:00Z'],
  ['2010-12-01 12:00:00', 'Europe/London', '2010-12-01T12:00:00Z'],
  ['2010-12-01 12:00:00', 'Asia/Kathmandu', '2010-12-01T06:15:00Z'],
  ['2010-12-01 20:00:00', 'America/New_York', '2010-12-02T01:00:00Z'],
])('%s in %s is %s', (wall, zone, moment) => {
  expect(readMoment(wall, clock, zone)).toBe(moment)
})

test('of a time that comes twice the first is meant, on either side of Greenwich', () => {
  expect(readMoment('2010-10-31 01:30:00', clock, 'Europe/London')).toBe('2010-10-31T00:30:00Z')
  expect(readMoment('2010-11-07 01:30:00', clock, 'America/New_York')).toBe('2010-11-07T05:30:00Z')
})

test('a time that the zone leaves out is read as though the clocks had not been moved', () => {
  expect(readMoment('2010-03-28 01:30:00', clock, 'Europe/London')).toBe('2010-03-28T01:30:00Z')
})

test.each([
  ['2010-02-30 10:00:00', clock],
  ['2010-02-03 24:00:00', clock],
  ['2010-02-03 10:61:00', clock],
  ['2010-02-03T10:00:00', clock],
  ['2010-02-03 10:00:00 ', clock],
  ['Pre-PQ Process', 'YYYY-MM-DD'],
  ['1.5', 'unix_milliseconds'],
  ['999999999999999', 'unix_seconds'],
])('"%s" is no moment by %s', (text, format) => {
  expect(readMoment(text, format)).toBeUndefined()
})

test('a date is read by its format', () => {
  expect(readDate('2-Jun', 'YYYY-MM-DD')).toBeUndefined()
  expect(readDate('02.06.2006', 'DD.MM.YYYY')).toBe('2006-06-02')
})

test('a zone is one that the machine knows', () => {
  expect(['UTC', 'Europe/London', 'Mars/Base'].map(isZone)).toEqual([true, true, false])
})
