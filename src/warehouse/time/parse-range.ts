import { Failure } from '../../platform/errors.ts'
import { momentOf, type Range } from './range.ts'
import { zoneNamed } from './zone.ts'

/** The time zone of a request, UTC if it names none. Throws Failure('invalid_request') where the engine has none such. */
export function parseZone(name: string | undefined, zones: ReadonlySet<string>): string {
  const zone = zoneNamed(name ?? 'UTC')
  if (zone !== undefined && zones.has(zone)) return zone
  throw invalid('/timezone', 'must be the name of a time zone, such as Europe/Madrid')
}

/** The time zone in a tenant's settings. Throws Failure('invalid_request') where the engine has none such. */
export function parseTenantZone(name: string | undefined, zones: ReadonlySet<string>): string {
  const zone = zoneNamed(name ?? 'UTC')
  if (zone !== undefined && zones.has(zone)) return zone
  throw new Failure('invalid_request', `The tenant's time zone, ${name}, is none: set one such as Europe/Madrid.`)
}

/** The time range of a request, which stands at `path` in it. Throws Failure('invalid_request') where a bound is no time or the range is empty. */
export function parseRange(bounds: { from: string; to: string }, zone: string, path = ''): Range {
  const [from, to] = (['from', 'to'] as const).map((end) => {
    const moment = momentOf(bounds[end], zone)
    if (moment === undefined) throw invalid(`${path}/${end}`, 'must be a date (YYYY-MM-DD) or an RFC 3339 moment')
    if (moment < '1900' || moment > '2200') throw invalid(`${path}/${end}`, 'must lie between the years 1900 and 2200')
    return moment
  }) as [string, string]
  if (from >= to) throw invalid(`${path}/to`, 'must be after from')
  return { from, to }
}

export const invalid = (path: string, message: string) =>
  new Failure('invalid_request', `${path} ${message}`, { errors: [{ path, message }] })
