import { addDays, isCalendarDate } from '../../src/platform/calendar.ts'

/** Hands a file to the browser as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by the next turn; until then the address must stay.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}

/** A file name that describes the contents, the last day included: `payments-by-gateway_2026-10-01_2026-10-31.csv`. */
export function fileName(title: string, from: string, to: string, ending: string): string {
  const last = isCalendarDate(to) ? addDays(to, -1) : to.slice(0, 10)
  return `${[title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), from.slice(0, 10), last].join('_')}.${ending}`
}
