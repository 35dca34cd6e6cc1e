/** Milliseconds since 1970; the only source of the present, so that a test can fix it. */
export type Now = () => number

/**
 * Reads RFC 3339 and keeps its microseconds, which `Date` would drop.
 * @returns UTC with six decimals, `2026-10-01T10:00:41.000000Z`; undefined where the text is no moment.
 */
export function toMicroseconds(text: string): string | undefined {
  const milliseconds = Date.parse(text)
  if (Number.isNaN(milliseconds)) return undefined
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  const seconds = new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}Z`
}

/** The present in the form that `toMicroseconds` gives. */
export const nowMicroseconds = (now: Now) => `${new Date(now()).toISOString().slice(0, -1)}000Z`
