export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** RFC 3339 with milliseconds, in UTC or at an offset in minutes. */
export function stamp(ms: number, offsetMinutes = 0): string {
  if (offsetMinutes === 0) return new Date(ms).toISOString()
  const size = Math.abs(offsetMinutes)
  const offset = `${offsetMinutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
  return new Date(ms + offsetMinutes * minute).toISOString().slice(0, 23) + offset
}

/** The calendar date at an offset, YYYY-MM-DD. */
export const dateOf = (ms: number, offsetMinutes = 0) =>
  new Date(ms + offsetMinutes * minute).toISOString().slice(0, 10)

/** When the local day of a moment began. */
export function midnight(ms: number, offsetMinutes: number): number {
  const local = ms + offsetMinutes * minute
  return local - (((local % day) + day) % day) - offsetMinutes * minute
}

/** Hours since the local midnight, with fractions. */
export const hourOf = (ms: number, offsetMinutes: number) => (ms - midnight(ms, offsetMinutes)) / hour

/** 0 is Sunday. */
export const weekdayOf = (ms: number, offsetMinutes: number) => new Date(ms + offsetMinutes * minute).getUTCDay()

/** The moment itself, or the same time of the next day where it falls on a Sunday. */
export const workday = (ms: number, offsetMinutes: number) => (weekdayOf(ms, offsetMinutes) === 0 ? ms + day : ms)

const twoDigits = (n: number) => String(n).padStart(2, '0')
