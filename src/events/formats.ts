import { isSimpleMoment } from '../platform/clock.ts'
import { currencies } from './currencies.ts'

/**
 * The string formats that event schemas name, as plain functions for whichever validator is used.
 *
 * They are stricter than `ajv-formats`: a day must exist in the calendar, an offset must be given, and there is no
 * second 60, because neither PostgreSQL nor ClickHouse nor JavaScript can hold a leap second.
 */
const daysOf = (year: number, month: number) => new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()

const datePattern = /^(\d{4})-(\d\d)-(\d\d)$/
const timePattern = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** YYYY-MM-DD, a day that exists. */
export function isDate(text: string): boolean {
  const match = datePattern.exec(text)
  if (match === null) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

// PostgreSQL knows no year 0, and JavaScript writes years of other than four digits in a way of its own.
const earliest = Date.parse('0001-01-01T00:00:00Z')
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** RFC 3339 date and time with an offset, in the years 1 to 9999 of UTC. */
export function isDateTime(text: string): boolean {
  if (isSimpleMoment(text) && !text.startsWith('0000')) return true
  if (!/^[Tt]$/.test(text.charAt(10)) || !isDate(text.slice(0, 10)) || !timePattern.test(text.slice(11))) return false
  const moment = Date.parse(text)
  return moment >= earliest && moment <= latest
}

export const isDateOrDateTime = (text: string): boolean => isDate(text) || isDateTime(text)

export const isUuid = (text: string): boolean => uuidPattern.test(text)

/** An ISO 4217 code in capitals. */
export const isCurrency = (text: string): boolean => currencies.has(text)

/** What each format asks for, in the words that a sender reads. */
export const formatMessages: Readonly<Record<string, string>> = {
  date: 'must be a calendar date, YYYY-MM-DD',
  'date-time': 'must be a moment by RFC 3339 with an offset, such as 2026-10-01T12:00:41+02:00 or …Z',
  'date-or-date-time': 'must be a calendar date (YYYY-MM-DD) or a moment by RFC 3339 with an offset',
  uuid: 'must be a UUID in hexadecimal digits',
  currency: 'must be a currency by ISO 4217 in capitals, such as EUR',
}

/** Every format by the name that a schema gives it. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  'date-time': isDateTime,
  'date-or-date-time': isDateOrDateTime,
  uuid: isUuid,
  currency: isCurrency,
}
