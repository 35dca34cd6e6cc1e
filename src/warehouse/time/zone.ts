/** Arithmetic with local days. Moments are microseconds since 1970; local times are written as if they were UTC. */
const hourMs = 3_600_000
const dayMs = 24 * hourMs

const formats = new Map<string, Intl.DateTimeFormat>()

/** Names of before, and what IANA calls these zones today; engines and browsers know some by one name, some by the other. */
export const zonesToday: Readonly<Record<string, string>> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Dacca': 'Asia/Dhaka',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** A zone by the name that it has today, as settings keep it; undefined where there is none of that name. */
export function zoneToday(name: string): string | undefined {
  const known = zoneNamed(name)
  return known === undefined ? undefined : (zonesToday[known] ?? known)
}

/** The name of a time zone as the engines know it; undefined where there is none of that name. */
export function zoneNamed(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** How many milliseconds the zone's clocks are ahead of UTC at a moment (milliseconds). */
export function offsetMs(momentMs: number, zone: string): number {
  if (zone === 'UTC') return 0
  let format = formats.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(momentMs).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(momentMs / 1000) * 1000
}

/**
 * The moments (milliseconds) at which a local day begins: two where clocks go back over midnight (St John's in November
 * 2010, from 00:01 to 23:01), and then a part of the day before lies between them.
 */
export function beginningsOfDayMs(date: string, zone: string): number[] {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const offsets = new Set([offsetMs(midnight - dayMs, zone), offsetMs(midnight + dayMs, zone)])
  const candidates = [...offsets].map((offset) => midnight - offset)
  return candidates.filter((moment) => moment + offsetMs(moment, zone) === midnight).sort((a, b) => a - b)
}

/** The dates around which the zone's clocks change, `2010-11-07`: among them any day that begins twice. */
export function datesOfChange(fromMs: number, toMs: number, zone: string): string[] {
  if (zone === 'UTC') return []
  const dates = new Set<string>()
  for (let moment = fromMs - dayMs; moment < toMs + dayMs; moment += 14 * dayMs) {
    if (offsetMs(moment, zone) === offsetMs(moment + 14 * dayMs, zone)) continue
    for (let day = -1; day <= 15; day++) dates.add(new Date(moment + day * dayMs).toISOString().slice(0, 10))
  }
  return [...dates]
}

/** The moment (milliseconds) at which a local day begins, also where clocks skip midnight. */
export function startOfDayMs(date: string, zone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const offsets = [offsetMs(midnight - dayMs, zone), offsetMs(midnight + dayMs, zone)]
  const candidates = offsets.map((offset) => midnight - offset)
  const exact = candidates.filter((moment) => moment + offsetMs(moment, zone) === midnight)
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)
}

/** Whether the zone's clocks are whole hours from UTC in all of the range: then its buckets are made of UTC hours. */
export function hasWholeHours(fromMs: number, toMs: number, zone: string): boolean {
  for (let moment = fromMs; moment < toMs; moment += 14 * dayMs) {
    if (offsetMs(moment, zone) % hourMs !== 0) return false
  }
  return offsetMs(toMs, zone) % hourMs === 0
}

/** A calendar date some days later. */
export const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** How many days lie between two calendar dates. */
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)

/** The same calendar date a year before; 29 February becomes the 28th. */
export function yearBefore(date: string): string {
  const earlier = `${String(Number(date.slice(0, 4)) - 1).padStart(4, '0')}${date.slice(4)}`
  return earlier.endsWith('02-29') ? `${earlier.slice(0, 8)}28` : earlier
}
