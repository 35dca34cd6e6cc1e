/**
 * A colour between two, both as #rrggbb: `share` 0 is the first, 1 the second. For what cannot name a custom property and
 * so cannot use color-mix.
 */
export function mix(from: string, to: string, share: number): string {
  const part = (colour: string, at: number) => Number.parseInt(colour.slice(1 + at * 2, 3 + at * 2), 16)
  const mixed = [0, 1, 2].map((at) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * share))
  return `#${mixed.map((it) => it.toString(16).padStart(2, '0')).join('')}`
}
