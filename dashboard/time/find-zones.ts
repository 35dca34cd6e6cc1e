import { offsetMinutes } from './zone.ts'

/**
 * Names that the time zone database has given up (its file `backward`) and that browsers still list, with today's names,
 * which browsers and the service take as well.
 */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

const earlierNames = new Map(Object.entries(renamed).map(([earlier, name]) => [name, earlier]))

/** Every time zone that the browser knows, by its name of today: first the given ones, then UTC, then the others by name. */
export function zonesFrom(first: readonly string[]): string[] {
  const others = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone)
  return [...new Set([...first, 'UTC', ...others.sort()])]
}

/** `+5:30`, `UTC-3`, `gmt+0530` as minutes ahead of UTC, or undefined where the text is no offset. */
function offsetOf(text: string): number | undefined {
  const [, sign, hours, minutes = '0'] = /^(?:utc|gmt)?([+−-])(\d{1,2})(?::?(\d\d))?$/.exec(text) ?? []
  if (hours === undefined) return undefined
  return (Number(hours) * 60 + Number(minutes)) * (sign === '+' ? 1 : -1)
}

const simplified = (text: string) => text.trim().toLowerCase().replaceAll('_', ' ')

/**
 * The zones that a search finds: by the beginning of a word of the name, of today or before, or by how far a zone is from UTC
 * at an instant. An abbreviation such as IST belongs to several zones and finds none.
 */
export function findZones(zones: readonly string[], typed: string, instantMs: number): string[] {
  const wanted = simplified(typed)
  const offset = offsetOf(wanted.replaceAll(' ', ''))
  if (offset !== undefined) return zones.filter((zone) => offsetMinutes(instantMs, zone) === offset)
  return zones.filter((zone) =>
    [zone, earlierNames.get(zone) ?? ''].some((name) =>
      ` ${simplified(name).replaceAll(/[/-]/g, ' ')}`.includes(` ${wanted.replaceAll(/[/-]/g, ' ')}`),
    ),
  )
}
