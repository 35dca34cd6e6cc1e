import type { Flaw } from './outcome.ts'

/** Deeper than any event; what follows (hashing, comparing) recurses and relies on it. */
export const maxDepth = 32

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

function flawOfText(text: string): string | undefined {
  if (text.includes('\u0000')) return 'contains the character U+0000, which PostgreSQL cannot store'
  if (!text.isWellFormed()) return 'contains half of a surrogate pair'
  return undefined
}

function flawOfNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is a number beyond what a double can hold'
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is a whole number beyond 2^53, which JSON readers round; send it as a string'
  }
  return undefined
}

/** Finds every value that some store on the way would change or refuse. */
export function findUnsafeValues(value: unknown, path = '', depth = 0, flaws: Flaw[] = []): Flaw[] {
  if (typeof value === 'string' || typeof value === 'number') {
    const message = typeof value === 'string' ? flawOfText(value) : flawOfNumber(value)
    if (message !== undefined) flaws.push({ path, message })
  } else if (typeof value === 'object' && value !== null) {
    if (depth >= maxDepth) {
      flaws.push({ path, message: `lies deeper than ${maxDepth} levels` })
      return flaws
    }
    for (const [key, inner] of Object.entries(value)) {
      const here = `${path}/${pointerPart(key)}`
      const message = Array.isArray(value) ? undefined : flawOfText(key)
      if (message !== undefined) flaws.push({ path, message: `has a name that ${message}` })
      findUnsafeValues(inner, here, depth + 1, flaws)
    }
  }
  return flaws
}
