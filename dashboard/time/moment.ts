/** A moment to the second in a zone: "22 Nov, 16:02:11". */
export function formatMoment(rfc3339: string, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  })
  return format.format(Date.parse(rfc3339))
}

/** A moment to the second with its year: "22 Nov 2026, 16:02:11". */
export const formatFullMoment = (rfc3339: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(Date.parse(rfc3339))
