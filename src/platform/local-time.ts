/**
 * Arithmetic with local days, for the service and the dashboard alike. Moments are milliseconds since 1970; local times are
 * written as if they were UTC.
 */
const dayMs = 86_400_000

/** Formatters are slow to make, so each zone's is kept. */
const formats = new Map<string, Intl.DateTimeFormat>()

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

/** The moment (milliseconds) at which a local day begins, also where clocks skip midnight. */
export function startOfDayMs(date: string, zone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const offsets = [offsetMs(midnight - dayMs, zone), offsetMs(midnight + dayMs, zone)]
  const candidates = offsets.map((offset) => midnight - offset)
  const exact = candidates.filter((moment) => moment + offsetMs(moment, zone) === midnight)
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates)
}
