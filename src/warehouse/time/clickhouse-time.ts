/**
 * Times as ClickHouse takes and gives them, and as the rest of the service has them: RFC 3339 in UTC. The only place where
 * one becomes the other.
 */

/** A moment as a bound of `occurred_at`. Events begin in 1970, and the engine's times end in 2299. */
export const bound = (moment: string) =>
  moment < '1970' ? '1970-01-01 00:00:00' : moment.replace('T', ' ').replace('Z', '')

/** A moment (RFC 3339, or milliseconds) as a `DateTime`, which has whole seconds. */
export const wholeSecond = (moment: string | number) => new Date(moment).toISOString().slice(0, 19).replace('T', ' ')

/** A time of the engine in RFC 3339. */
export const momentFrom = (time: unknown): string => `${String(time).replace(' ', 'T')}Z`

/** A bucket of a statement: a date as it came, an hour from seconds since 1970. */
export const bucketFrom = (bucket: unknown): string =>
  typeof bucket === 'number' ? hourMoment(bucket * 1000) : String(bucket)

/** The name of an hour, by milliseconds since 1970: `2026-10-01T10:00:00Z`. */
export const hourMoment = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')

/** Milliseconds since 1970 as a moment with microseconds, as events have it. */
export const momentOfMs = (ms: number) => momentOfMicroseconds(BigInt(ms) * 1000n)

/** Microseconds since 1970 as a moment. */
export function momentOfMicroseconds(total: bigint): string {
  const fraction = ((total % 1_000_000n) + 1_000_000n) % 1_000_000n
  const seconds = new Date(Number((total - fraction) / 1000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(fraction).padStart(6, '0')}Z`
}

/** SQL: the event lies in the range. */
export const inRange = "occurred_at >= {from:DateTime64(6, 'UTC')} AND occurred_at < {to:DateTime64(6, 'UTC')}"
