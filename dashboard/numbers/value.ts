import type { Unit } from '../api/catalogue.ts'

/** The page is in English, so its numbers are too, whatever the browser prefers: "1.284" must not mean two things. */
const locale = 'en'

/** What stands where there is no number: a ratio without a denominator, a change from nothing. */
export const noValue = '–'

const formats = new Map<string, Intl.NumberFormat>()

function format(value: number, options: Intl.NumberFormatOptions): string {
  const key = JSON.stringify(options)
  let formatter = formats.get(key)
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(locale, options)
    formats.set(key, formatter)
  }
  return formatter.format(value)
}

const compact: Intl.NumberFormatOptions = { notation: 'compact', minimumFractionDigits: 2, maximumFractionDigits: 2 }

const money = (currency: string): Intl.NumberFormatOptions => ({ style: 'currency', currency })

/** Units that are written behind the number, which has one digit behind the point. */
const suffixes: Partial<Record<Unit, string>> = { hours: ' h', days: ' d', times: '×' }

const oneDigit: Intl.NumberFormatOptions = { minimumFractionDigits: 1, maximumFractionDigits: 1 }

/** Milliseconds as they are, from a second on in seconds: 412 ms, 1.35 s. */
const duration = (milliseconds: number) =>
  Math.abs(milliseconds) < 1000
    ? `${format(milliseconds, { maximumFractionDigits: 0 })} ms`
    : `${format(milliseconds / 1000, { maximumFractionDigits: 2 })} s`

/** A value in full, as a table or a title shows it. `currency` is needed for money only. */
export function formatValue(value: number | null | undefined, unit: Unit, currency: string | null): string {
  if (value === null || value === undefined) return noValue
  if (unit === 'money') return currency ? format(value, money(currency)) : format(value, {})
  if (unit === 'ratio') return format(value, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 2 })
  if (unit === 'milliseconds') return duration(value)
  const suffix = suffixes[unit]
  if (suffix !== undefined) return `${format(value, oneDigit)}${suffix}`
  // What rounds to 0 has no sign.
  return format(value, { maximumFractionDigits: 2, signDisplay: 'negative' })
}

/** A value in the width of a card: no pennies from a thousand on, millions in short. */
export function formatShort(value: number | null | undefined, unit: Unit, currency: string | null): string {
  if (value === null || value === undefined) return noValue
  const size = Math.abs(value)
  if (unit === 'money' && currency) {
    if (size >= 10_000_000) return format(value, { ...money(currency), ...compact })
    if (size >= 1000) return format(value, { ...money(currency), maximumFractionDigits: 0 })
  }
  if (unit === 'count' && size >= 10_000_000) return format(value, compact)
  if (unit === 'ratio') return format(value, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return formatValue(value, unit, currency)
}

/** The smallest step between two ticks that `formatTick` writes differently, and that means something. */
export const finestTick: Readonly<Record<Unit, number>> = {
  ...{ count: 1, distribution: 1, money: 0.1, ratio: 0.001, milliseconds: 1 },
  ...{ hours: 0.1, days: 0.1, times: 0.1 },
}

/** A value beside an axis: as few characters as tell the ticks apart. */
export function formatTick(value: number, unit: Unit, currency: string | null): string {
  const short: Intl.NumberFormatOptions = { notation: 'compact', maximumFractionDigits: Math.abs(value) < 1000 ? 1 : 2 }
  if (unit === 'money' && currency) return format(value, { ...money(currency), ...short, minimumFractionDigits: 0 })
  if (unit === 'ratio') return format(value, { style: 'percent', maximumFractionDigits: 1 })
  if (unit === 'milliseconds') return duration(value)
  const suffix = suffixes[unit]
  if (suffix !== undefined) return `${format(value, short)}${suffix}`
  return format(value, short)
}
