/** Milliseconds since 1970; the only source of the present, so that a test can fix it. */
export type Now = () => number

/** Moments in UTC that are there whatever the month, as nearly all are sent: they need no calendar. */
const simple =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z$/

/** Whether a text is such a moment. */
export const isSimpleMoment = (text: string): boolean => simple.test(text)

/**
 * Reads RFC 3339 and keeps its microseconds, which `Date` would drop.
 * @returns UTC with six decimals, `2026-10-01T10:00:41.000000Z`; undefined where the text is no moment.
 */
export function toMicroseconds(text: string): string | undefined {
  if (simple.test(text)) {
    const fraction = text.length > 20 ? text.slice(20, -1) : ''
    return `${text.slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`
  }
  const milliseconds = Date.parse(text)
  if (Number.isNaN(milliseconds)) return undefined
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  const seconds = new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}Z`
}

let last = { at: Number.NaN, text: '' }

/** The present in the form that `toMicroseconds` gives. */
export function nowMicroseconds(now: Now): string {
  const at = now()
  // Many events arrive within one millisecond.
  if (at !== last.at) last = { at, text: `${new Date(at).toISOString().slice(0, -1)}000Z` }
  return last.text
}
