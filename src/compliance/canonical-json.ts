/**
 * JSON in one form, independent of its writer: names in the order of their UTF-16 code units, no spaces (RFC 8785).
 * @param value JSON; names whose value is undefined are left out
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const named = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const sorted = named.sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${sorted.map(([name, inner]) => `${JSON.stringify(name)}:${canonicalJson(inner)}`).join(',')}}`
}
