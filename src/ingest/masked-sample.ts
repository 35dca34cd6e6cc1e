const mostLevels = 6
const mostMembers = 40

/**
 * What may be shown of a rejected value: its declared names and, of each value, its kind and its length. Nothing that a sender wrote is
 * in it.
 * @param names those that schemas declare; others stand as `*`
 */
export function maskedSample(value: unknown, names: ReadonlySet<string>, level = 0): unknown {
  if (value === undefined) return 'unreadable'
  if (value === null) return 'null'
  if (typeof value === 'string') return `string, ${value.length} characters`
  if (typeof value !== 'object') return typeof value
  if (level === mostLevels) return Array.isArray(value) ? 'array' : 'object'
  if (Array.isArray(value)) {
    const first = value.slice(0, 1).map((it) => maskedSample(it, names, level + 1))
    return value.length > 1 ? [...first, `and ${value.length - 1} more`] : first
  }
  const members = Object.entries(value).slice(0, mostMembers)
  return Object.fromEntries(
    members.map(([name, it]) => [names.has(name) ? name : '*', maskedSample(it, names, level + 1)]),
  )
}
