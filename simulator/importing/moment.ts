import { isDate } from '../../src/events/formats.ts'

interface WallClock {
  readonly date: string
  readonly time: string
}

const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
}

const patterns = new Map<string, RegExp>()

function patternOf(format: string): RegExp {
  let pattern = patterns.get(format)
  if (pattern === undefined) {
    const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    pattern = new RegExp(`^${escaped.replace(/YYYY|MM?|DD?|HH?|mm|ss/g, (token) => tokens[token] as string)}$`)
    patterns.set(format, pattern)
  }
  return pattern
}

function readWallClock(text: string, format: string): WallClock | undefined {
  const parts = patternOf(format).exec(text)?.groups
  if (parts === undefined) return undefined
  const two = (name: string) => (parts[name] ?? '0').padStart(2, '0')
  const date = `${parts.year}-${two('month')}-${two('day')}`
  const time = `${two('hour')}:${two('minute')}:${two('second')}`
  const isTime = two('hour') <= '23' && two('minute') <= '59' && two('second') <= '59'
  return isDate(date) && isTime ? { date, time } : undefined
}

/** Reads a calendar day; what the format says of the time of day is left out. */
export const readDate = (text: string, format: string): string | undefined => readWallClock(text, format)?.date

/**
 * Reads a moment, as UTC in RFC 3339.
 * @param format `unix_seconds`, `unix_milliseconds`, or YYYY, MM, M, DD, D, HH, H, mm, ss among other characters.
 * @param zone the IANA time zone of a wall clock.
 * @param at a time of day, HH:mm:ss, in place of the one in the text.
 */
export function readMoment(text: string, format: string, zone = 'UTC', at?: string): string | undefined {
  if (format === 'unix_seconds' || format === 'unix_milliseconds') {
    if (!/^-?\d{1,15}$/.test(text)) return undefined
    return rfc3339(Number(text) * (format === 'unix_seconds' ? 1000 : 1))
  }
  const wall = readWallClock(text, format)
  if (wall === undefined) return undefined
  return rfc3339(toUtc(Date.parse(`${wall.date}T${at ?? wall.time}Z`), zone))
}

function rfc3339(milliseconds: number): string | undefined {
  const moment = new Date(milliseconds)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().replace('.000Z', 'Z')
}

/**
 * The moment at which the clocks of a zone show a wall time. Of a time that comes twice, the first; a time that
 * the zone leaves out is read as though its clocks had not yet been moved.
 */
function toUtc(wallMs: number, zone: string): number {
  if (zone === 'UTC') return wallMs
  const dayMs = 86_400_000
  const before = offsetMs(wallMs - dayMs, zone)
  const after = offsetMs(wallMs + dayMs, zone)
  const fits = [wallMs - before, wallMs - after].filter((utcMs) => utcMs + offsetMs(utcMs, zone) === wallMs)
  return fits.length > 0 ? Math.min(...fits) : wallMs - before
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
