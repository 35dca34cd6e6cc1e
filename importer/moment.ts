import { isDate } from '../src/events/formats.ts'
import { monthOf, patternOf } from './moment-format.ts'

interface WallClock {
  readonly date: string
  readonly time: string
  /** Digits of a fraction of a second. */
  readonly fraction: string
  /** Minutes east of UTC, where the text says so. */
  readonly offset?: number
}

export interface MomentOptions {
  /** Two-digit years below it are of this century; 70 by default. */
  readonly pivot?: number | undefined
  /** Of month names, as a tag of BCP 47; English by default. */
  readonly language?: string | undefined
  readonly repeated?: 'first' | 'second' | 'error' | undefined
  readonly skipped?: 'shift' | 'error' | undefined
  readonly addDays?: number
  /** Told of a wall time that is ambiguous, where neither `repeated` nor `skipped` says what to do with it. */
  readonly note?: Note | undefined
}

/** A wall time that comes twice in a zone, or that the zone leaves out. */
export type Note = (kind: 'repeated' | 'skipped', zone: string, wall: string) => void

function readWallClock(text: string, format: string, options: MomentOptions = {}): WallClock | undefined {
  const parts = patternOf(format).exec(text)?.groups
  if (parts === undefined) return undefined
  const two = (name: string) => (parts[name] ?? '0').padStart(2, '0')
  const short = parts.shortYear
  const year = parts.year ?? (short && String((Number(short) < (options.pivot ?? 70) ? 2000 : 1900) + Number(short)))
  const month = parts.monthName === undefined ? two('month') : monthText(parts.monthName, options.language ?? 'en')
  const hour = parts.half === undefined ? two('hour') : hourOf(Number(parts.hour), parts.half)
  const date = addDays(`${year}-${month}-${two('day')}`, options.addDays ?? 0)
  const time = `${hour}:${two('minute')}:${two('second')}`
  const isTime = hour !== undefined && hour <= '23' && two('minute') <= '59' && two('second') <= '59'
  const offset = offsetOf(parts.offset)
  if (date === undefined || !isTime || Number.isNaN(offset)) return undefined
  return { date, time, fraction: parts.fraction ?? '', ...(offset === undefined ? {} : { offset }) }
}

const monthText = (name: string, language: string) => String(monthOf(name, language) ?? 0).padStart(2, '0')

function hourOf(hour: number, half: string): string | undefined {
  if (hour < 1 || hour > 12) return undefined
  return String((hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0)).padStart(2, '0')
}

function addDays(date: string, days: number): string | undefined {
  if (!isDate(date)) return undefined
  return days === 0 ? date : new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/z/i.test(text)) return 0
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return Number.NaN
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** @throws Error where the format is none. */
export function checkFormat(format: string): void {
  if (!(format in unixDigits) && !(format in serialEpochs)) patternOf(format)
}

/** Reads a calendar day; what the format says of the time of day is left out. */
export function readDate(text: string, format: string, options: MomentOptions = {}): string | undefined {
  if (format in serialEpochs) return readSerial(text, format, options.addDays)?.date
  return readWallClock(text, format, options)?.date
}

/** How many digits of a Unix time stand behind the second. */
const unixDigits: Readonly<Record<string, number>> = {
  unix_seconds: 0,
  unix_milliseconds: 3,
  unix_microseconds: 6,
  unix_nanoseconds: 9,
}

/** Day 0 of the serial dates of Excel. */
const serialEpochs: Readonly<Record<string, string>> = {
  excel_serial: '1899-12-31',
  excel_serial_1904: '1904-01-01',
}

/** Excel counts a 29 February 1900, which there was not: days after it are one less, and itself is none. */
const dayThatNeverWas = 60

function readSerial(text: string, format: string, more = 0): WallClock | undefined {
  if (!/^\d{1,7}(\.\d{1,20})?$/.test(text)) return undefined
  const of1900 = format === 'excel_serial'
  const serial = Number(text)
  if (of1900 && (serial < 1 || Math.floor(serial) === dayThatNeverWas)) return undefined
  const counted = of1900 && serial > dayThatNeverWas ? serial - 1 : serial
  const seconds = Math.round(counted * 86_400) + more * 86_400
  const moment = new Date(Date.parse(`${serialEpochs[format]}T00:00:00Z`) + seconds * 1000).toISOString()
  return { date: moment.slice(0, 10), time: moment.slice(11, 19), fraction: '' }
}

/**
 * Reads a moment, as UTC in RFC 3339.
 * @param format `unix_seconds` and its like, `excel_serial`, or tokens among other characters.
 * @param zone the IANA time zone of a wall clock that names no offset.
 * @param at a time of day, HH:mm:ss, in place of the one in the text.
 * @returns undefined where the text is no moment, an Error where it says why.
 */
export function readMoment(
  text: string,
  format: string,
  zone = 'UTC',
  at?: string,
  options: MomentOptions = {},
): string | undefined | Error {
  if (format in unixDigits) return readUnix(text, format, options.addDays)
  const serial = format in serialEpochs
  const wall = serial ? readSerial(text, format, options.addDays) : readWallClock(text, format, options)
  if (wall === undefined) return undefined
  const wallMs = Date.parse(`${wall.date}T${at ?? wall.time}Z`)
  const utcMs = wall.offset === undefined ? toUtc(wallMs, zone, options) : wallMs - wall.offset * 60_000
  return utcMs instanceof Error ? utcMs : rfc3339(utcMs, at === undefined ? wall.fraction : '')
}

function readUnix(text: string, format: string, days = 0): string | undefined | Error {
  const digits = unixDigits[format] as number
  const [, count, part = ''] = /^(-?\d{1,21})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (count === undefined || (part !== '' && (digits > 0 || count.startsWith('-')))) return undefined
  const unit = 10n ** BigInt(digits)
  const whole = BigInt(count)
  const rest = ((whole % unit) + unit) % unit
  const seconds = (whole - rest) / unit + BigInt(days) * 86_400n
  const moment = rfc3339(Number(seconds) * 1000, digits === 0 ? part : rest.toString().padStart(digits, '0'))
  // From 1973 on the units cannot be mistaken for one another: each has three digits more than the one before.
  const size = (whole < 0n ? -whole : whole).toString().length
  const likely = Object.entries(unixDigits).find(([, other]) => size >= other + 9 && size <= other + 11)
  if (moment !== undefined && size >= 9 && likely !== undefined && likely[1] !== digits) {
    return new Error(`${text} is not likely to be ${format}: name the format ${likely[0]}`)
  }
  return moment
}

function rfc3339(milliseconds: number, fraction = ''): string | undefined {
  const moment = new Date(milliseconds)
  if (Number.isNaN(moment.getTime())) return undefined
  const seconds = moment.toISOString().replace(/\.\d+Z$/, '')
  const digits = fraction.replace(/0+$/, '')
  if (digits === '') return `${seconds}Z`
  return `${seconds}.${digits.padEnd(3, '0')}Z`
}

/**
 * The moment at which the clocks of a zone show a wall time. Of a time that comes twice, the first by default; a time
 * that the zone leaves out is read as though its clocks had not yet been moved, unless it is to be an error.
 */
function toUtc(wallMs: number, zone: string, { repeated, skipped, note }: MomentOptions): number | Error {
  if (zone === 'UTC') return wallMs
  const dayMs = 86_400_000
  const before = offsetMs(wallMs - dayMs, zone)
  const after = offsetMs(wallMs + dayMs, zone)
  const fits = [wallMs - before, wallMs - after].filter((utcMs) => utcMs + offsetMs(utcMs, zone) === wallMs)
  const wall = new Date(wallMs).toISOString().slice(0, 19)
  if (fits.length === 0) {
    if (skipped === 'error') return new Error(`${wall} is a time that the clocks of ${zone} leave out`)
    if (skipped === undefined) note?.('skipped', zone, wall)
    return wallMs - before
  }
  if (before === after || fits[0] === fits[1] || fits.length < 2) return Math.min(...fits)
  if (repeated === undefined) note?.('repeated', zone, wall)
  if (repeated === undefined || repeated === 'first') return Math.min(...fits)
  if (repeated === 'error') return new Error(`${wall} comes twice on the clocks of ${zone}`)
  return Math.max(...fits)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function offsetMs(utcMs: number, zone: string): number {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    clocks.set(zone, clock)
  }
  return Date.parse(`${clock.format(utcMs).replace(' ', 'T')}Z`) - Math.floor(utcMs / 1000) * 1000
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
