import { offsetMs } from '../../platform/local-time.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

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

/** Whether the zone's clocks are whole hours from UTC in all of the range: then its buckets are made of UTC hours. */
export function hasWholeHours(fromMs: number, toMs: number, zone: string): boolean {
  for (let moment = fromMs; moment < toMs; moment += 14 * dayMs) {
    if (offsetMs(moment, zone) % hourMs !== 0) return false
  }
  return offsetMs(toMs, zone) % hourMs === 0
}
