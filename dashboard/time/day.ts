/** A day with its year, in a zone: "22 Nov 2026". */
export const formatDay = (rfc3339: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: zone }).format(Date.parse(rfc3339))

/** What happened when, or that it did not. */
export const formatLast = (rfc3339: string | null, zone: string): string =>
  rfc3339 === null ? 'never' : formatDay(rfc3339, zone)
