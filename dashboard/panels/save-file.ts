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

/** The name of a file that tells what is in it: `payments-by-gateway_2026-10-01_2026-11-01.csv`. */
export const fileName = (title: string, from: string, to: string, ending: string) =>
  `${[title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), from.slice(0, 10), to.slice(0, 10)].join('_')}.${ending}`
